import Testing

@testable import JSONFormat
@testable import MCP

/// A tool that lists.
private struct ListNotes: Tool {
    static let definition = ToolDefinition(
        name: "list_notes",
        title: "List notes",
        description: "Lists notes.",
        annotations: .readOnly
    )

    struct Note: PageElement {
        static let listName = "notes"
        var id: Int32
        var isLong = false
    }

    struct Position: Codable {
        var group: String
        var id: Int32
    }

    struct Input: ToolInput {
        @Argument("Whose.") var owner: String
        @Argument("Only these.") var filter: JSONObject?
        @Argument("Which way.") var backwards: Bool = false
        @Argument("How many.", .range(1...100)) var limit: Int32 = 10
        @Argument("The next_cursor of the previous page; leave it out for the first page.") var cursor = Cursor<
            Position
        >()
    }

    func call(_ input: Input, context: RequestContext) async throws -> Page<Note> {
        let all = Array<Int32>(1...25).filter { $0 > input.cursor.position?.id ?? 0 }
        let found = all.prefix(Int(input.limit) + 1).map { Note(id: $0) }
        return try Page(found, limit: input.limit, of: input.cursor) { Position(group: "é", id: $0.id) }
    }
}

@Suite("Lists of tools, page by page")
struct PageTests {
    private func page(
        _ arguments: JSONObject,
        decoding: ArgumentDecoding = .lenient
    ) async throws -> (ids: [JSON], cursor: JSON?) {
        var context = RequestContext(requestID: .int(1))
        context.decoding = decoding
        let result = try await ListNotes().handler.call(arguments: arguments, context: context)
        let page = try #require(result.structuredContent)
        guard case .array(let notes)? = page["notes"] else { throw ToolError("no notes in \(page)") }
        return (notes.compactMap { $0["id"] }, page["next_cursor"])
    }

    private func refusal(of arguments: JSONObject, decoding: ArgumentDecoding = .lenient) async -> String? {
        await #expect(throws: ToolError.self) { try await page(arguments, decoding: decoding) }?.description
    }

    @Test("every element comes once, in order, and the last page has no cursor", arguments: [1, 7, 24, 25, 26])
    func pages(limit: Int64) async throws {
        var ids: [JSON] = []
        var arguments: JSONObject = ["owner": "ada", "limit": .int(limit)]
        var pages = 0
        repeat {
            let page = try await page(arguments)
            ids += page.ids
            arguments["cursor"] = page.cursor
            pages += 1
        } while arguments["cursor"] != nil
        #expect(ids == (1...25).map { .int($0) })
        #expect(pages == Int((25 + limit - 1) / limit))
    }

    @Test("a cursor is valid for the same arguments, however they are written, and with another limit")
    func sameArguments() async throws {
        let first = try await page(["owner": "ada", "filter": ["a": 1, "b": 2]])
        let cursor = try #require(first.cursor)
        let others: [JSONObject] = [
            ["owner": "ada", "filter": ["b": 2, "a": 1], "cursor": cursor],
            ["cursor": cursor, "filter": #"{"a":1,"b":2}"#, "owner": "ada", "backwards": false],
            ["owner": "ada", "filter": ["a": 1, "b": 2], "backwards": .null, "limit": 3, "cursor": cursor],
        ]
        for arguments in others { #expect(try await page(arguments).ids.first == 11) }
    }

    @Test("with other arguments it is refused, and the text says so")
    func otherArguments() async throws {
        let cursor = try #require(try await page(["owner": "ada"]).cursor)
        let others: [JSONObject] = [
            ["owner": "eve", "cursor": cursor], ["owner": "ada", "filter": ["a": 1], "cursor": cursor],
            ["owner": "ada", "backwards": true, "cursor": cursor],
        ]
        for arguments in others {
            let text = await refusal(of: arguments)
            #expect(text?.hasPrefix("cursor belongs to other arguments: repeat the previous page") == true)
        }
    }

    @Test("one that was changed, cut or made up is refused")
    func tampering() async throws {
        let text = try #require(try await page(["owner": "ada"]).cursor?.stringValue)
        var forged = [String(text.dropLast(4)), "x", "AQ==", "é", String(repeating: "A", count: 10_000)]
        for index in text.indices where text[index] != "=" {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            forged.append(changed)
        }
        for cursor in forged {
            let text = await refusal(of: ["owner": "ada", "cursor": .string(cursor)])
            #expect(text?.hasPrefix("cursor must be the next_cursor of the previous page") == true, "\(cursor)")
        }
    }

    @Test("a cursor of another list is refused")
    func otherList() throws {
        let query = ListQuery(list: "resources/list")
        let text = try Cursor<Int32>(startOf: query).text(after: 7)
        #expect(try Cursor<Int32>(text, for: query).position == 7)
        #expect(throws: CursorError.otherQuery) { try Cursor<Int32>(text, for: ListQuery(list: "other")) }
        #expect(throws: CursorError.unknown) { try Cursor<String>(text, for: query) }
    }

    @Test("an empty cursor is the first page for a model, and a mistake of a program")
    func empty() async throws {
        #expect(try await page(["owner": "ada", "cursor": ""]).ids.first == 1)
        #expect(await refusal(of: ["owner": "ada", "cursor": ""], decoding: .strict) != nil)
    }

    @Test("the schemas show an optional cursor, and the elements under their own name")
    func schemas() throws {
        let description = ListNotes().handler.description
        #expect(
            description.inputSchema["properties"]?["cursor"] == [
                "type": "string",
                "description": "The next_cursor of the previous page; leave it out for the first page.",
            ]
        )
        #expect(description.inputSchema["required"] == ["owner"])
        #expect(
            description.outputSchema?.description == """
                {"type":"object","properties":{"notes":{"type":"array","items":{"type":"object","properties":\
                {"id":{"type":"integer"},"is_long":{"type":"boolean"}},"required":["id","is_long"]}},\
                "next_cursor":{"type":"string",\
                "description":"Pass it as cursor to get the next page; absent on the last page."}},"required":["notes"]}
                """
        )
    }
}
