import MCP
import Testing

@testable import JSONFormat

@Suite("Views of tools")
struct ViewTests {
    private static let uri = "ui://paddle/search-0123456789ab.html"
    private static let meta: JSONObject = ["ui": ["prefersBorder": true]]

    /// One resource with metadata, and one without.
    private struct Pages: ResourceProvider {
        func list(after position: String?, limit: Int, context: RequestContext) async throws -> ResourcePage {
            ResourcePage([
                Resource(uri: ViewTests.uri, name: "a", meta: ViewTests.meta), Resource(uri: "x:b", name: "b"),
            ])
        }

        func read(_ uri: String, context: RequestContext) async throws -> [ResourceContents]? {
            [ResourceContents(uri: uri, .text("<p>"), meta: uri == ViewTests.uri ? ViewTests.meta : nil)]
        }
    }

    private struct Searching: Tool {
        static let definition = ToolDefinition(
            name: "search",
            title: "Search",
            description: "Searches.",
            annotations: .readOnly,
            view: "search"
        )

        struct Input: ToolInput {
            @Argument("Its id.") var id: Int32?
            @Argument("All of them.") var ids: [Int32] = []
            @Argument("How many.", .range(1...)) var limit: Int32 = 1
            @Argument("Of old.") var unlisted: Int32?
        }

        struct Output: ToolOutput { var found: Int }

        func call(_ input: Input, context: RequestContext) async throws -> Output { Output(found: 0) }
    }

    private static func configure(_ description: inout ServerDescription) {
        description.resources = [Pages()]
        description.extensions = ["io.modelcontextprotocol/ui": [:], "example/other": ["level": 2]]
        description.tools = {
            var tool = Searching().handler
            tool.description.viewURI = uri
            return [tool, TestTool.echo]
        }
    }

    private func answers(to lines: String...) async throws -> [JSON] {
        try await StdioClient.transcript(of: lines, configure: Self.configure).byID
    }

    @Test("a tool names its view under both keys, in every revision, whatever the client declares; others have none")
    func keys() async throws {
        for line in [Messages.modern(1, "tools/list"), Messages.legacy(1, "tools/list")] {
            let tools = try await answers(to: line)[0]["result"]?["tools"]
            guard case .array(let listed)? = tools else { throw Missing() }
            #expect(
                listed[0]["_meta"] == ["ui": ["resourceUri": .string(Self.uri)], "ui/resourceUri": .string(Self.uri)]
            )
            #expect(listed[1]["_meta"] == nil)
        }
    }

    @Test("a tool whose view nobody offers is a tool without one")
    func unresolved() {
        let description = Searching().handler.description
        #expect(description.view == "search")
        #expect(description.json["_meta"] == nil)
    }

    @Test("a result does not speak of the view")
    func results() async throws {
        let answer = try await answers(to: Messages.legacy(1, "tools/call", ["name": "search"]))[0]
        #expect(answer["result"]?["structuredContent"] == ["found": 0])
        #expect(answer["result"]?["_meta"] == nil)
    }

    @Test("metadata of a resource stands in the list, and in what is read")
    func resources() async throws {
        let answers = try await answers(
            to: Messages.legacy(1, "resources/list"),
            Messages.legacy(2, "resources/read", ["uri": .string(Self.uri)]),
            Messages.legacy(3, "resources/read", ["uri": "x:b"])
        )
        #expect(
            answers[0]["result"]?["resources"] == [
                ["uri": .string(Self.uri), "name": "a", "_meta": .object(Self.meta)], ["uri": "x:b", "name": "b"],
            ]
        )
        #expect(
            answers[1]["result"]?["contents"] == [
                ["uri": .string(Self.uri), "text": "<p>", "_meta": .object(Self.meta)]
            ]
        )
        #expect(answers[2]["result"]?["contents"] == [["uri": "x:b", "text": "<p>"]])
    }

    @Test("extensions are told at discovery, and in no handshake")
    func extensions() async throws {
        let answers = try await answers(to: Messages.modern(1, "server/discover"), Messages.initialize(2, "2025-11-25"))
        #expect(
            answers[0]["result"]?["capabilities"]?["extensions"]
                == ["io.modelcontextprotocol/ui": [:], "example/other": ["level": 2]]
        )
        #expect(answers[1]["result"]?["capabilities"]?["extensions"] == nil)
        #expect(answers[1]["result"]?["capabilities"]?["tools"] == [:])
    }

    @Test("the list leaves out what says nothing to a model, and keeps what is declared")
    func bounds() throws {
        var description = Searching().handler.description
        description.unlistedArguments = ["unlisted"]
        let listed = try JSON(
            parsing: """
                {"id":{"type":"integer","description":"Its id."},
                "ids":{"type":"array","items":{"type":"integer"},"description":"All of them."},
                "limit":{"type":"integer","minimum":1,"description":"How many.","default":1}}
                """
        )
        #expect(description.json["inputSchema"]?["properties"] == listed)
        #expect(description.inputSchema["properties"]?["id"]?["maximum"] == .int(Int64(Int32.max)))
    }

    private struct Missing: Error {}
}
