import Synchronization
import Testing

@testable import JSONFormat
@testable import MCP

@Suite("Deleting many rows")
struct BulkChangeTests {
    /// A store of notes, each with its version, and a tool on it.
    private final class Notes: Sendable {
        private let versions: Mutex<[Int: Int]>

        init(_ count: Int) {
            versions = Mutex(Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, 1) }))
        }

        var left: Int { versions.withLock(\.count) }

        func change(_ change: (inout [Int: Int]) -> Void) { versions.withLock { change(&$0) } }

        func delete(expected: Int32?, context: RequestContext) throws -> Int {
            try versions.withLock { versions in
                let rows = versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                let change = try BulkChange(rows, of: "note")
                try change.confirm(expected: expected, context: context)
                versions = [:]
                return change.count
            }
        }

        var tool: TestTool {
            TestTool("delete") { arguments, context in
                let expected: Int32? =
                    if case .int(let number)? = arguments["expected_count"] { Int32(number) } else { nil }
                return ToolResult(content: [.text("\(try self.delete(expected: expected, context: context))")])
            }
        }
    }

    private func answer(_ notes: Notes, expected: Int32?) throws -> Int {
        try notes.delete(expected: expected, context: RequestContext(requestID: .int(1)))
    }

    @Test("the number that was expected is agreement enough")
    func expected() throws {
        let notes = Notes(3)
        #expect(try answer(notes, expected: 3) == 3)
        #expect(notes.left == 0)
    }

    @Test("a wrong number, or none where nobody can be asked, deletes nothing and says what to do")
    func refused() throws {
        let notes = Notes(3)
        let other = #expect(throws: ToolError.self) { try answer(notes, expected: 2) }
        #expect(
            other?.description
                == "Nothing was deleted: 3 notes match the filter now. Look at them before you call again."
        )
        #expect(other?.kind == .conflict)
        let none = #expect(throws: ToolError.self) { try answer(notes, expected: nil) }
        #expect(
            none?.description == "This deletes 3 notes for good. Nothing was done. "
                + #"To delete them, call again with "expected_count":3."#
        )
        #expect(notes.left == 3)
    }

    @Test("a failure tells programs what sort it is")
    func kinds() {
        let missing = ToolError.notFound("note", with: "id 7", hint: "list_notes returns the ids.")
        #expect(missing.description == "There is no note with id 7. list_notes returns the ids.")
        #expect(CallFailure(missing).kind == .notFound)
        #expect(CallFailure(ToolError("limit must be at least 1")).kind == .invalid)
    }

    @Test("where nothing matches there is nothing to agree to")
    func nothing() {
        let error = #expect(throws: ToolError.self) { try answer(Notes(0), expected: 0) }
        #expect(error?.description == "No note matches the filter; nothing was deleted.")
    }

    @Test("rows have a plural of their own")
    func plural() throws {
        let change = try BulkChange(["1 a", "2 a"], of: "reply", plural: "replies")
        let error = #expect(throws: ToolError.self) {
            try change.confirm(expected: 3, context: RequestContext(requestID: .int(1)))
        }
        #expect(error?.description.contains("2 replies match") == true)
    }

    private static func call(_ id: JSON, state: JSON? = nil) -> String {
        var params: JSONObject = ["name": "delete", "arguments": [:]]
        if let state {
            params["inputResponses"] = ["confirm": ["action": "accept", "content": ["confirm": true]]]
            params["requestState"] = state
        }
        let capabilities: JSON = ["io.modelcontextprotocol/clientCapabilities": ["elicitation": [:]]]
        return Messages.modern(id, "tools/call", params, meta: capabilities.objectValue ?? [:])
    }

    /// What may become of the notes after the user was asked.
    enum Meanwhile: CaseIterable {
        case more
        case others
        case changed

        func happen(_ notes: inout [Int: Int]) {
            switch self {
            case .more: notes[7] = 1
            case .others: notes = [7: 1, 8: 1]
            case .changed: notes[0] = 2
            }
        }
    }

    @Test("a person agrees to these rows as they are, and is asked again about others", arguments: Meanwhile.allCases)
    func asked(_ meanwhile: Meanwhile) async throws {
        let notes = Notes(2)
        try await StdioClient.with([notes.tool]) { client in
            try await client.send(Self.call(1) + "\n")
            let first = try await client.next()["result"]
            #expect(
                first?["inputRequests"]?["confirm"]?["params"]?["message"] == "This deletes 2 notes for good."
            )
            notes.change(meanwhile.happen)
            let count = notes.left
            try await client.send(Self.call(2, state: first?["requestState"]) + "\n")
            let second = try await client.next()["result"]
            #expect(second?["resultType"] == "input_required")
            #expect(notes.left == count)

            try await client.send(Self.call(3, state: second?["requestState"]) + "\n")
            #expect(try await client.next()["result"]?["content"] == [["type": "text", "text": .string("\(count)")]])
            #expect(notes.left == 0)
        }
    }
}
