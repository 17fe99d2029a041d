import TestSupport
import Testing

extension VectorStore {
    @Suite("The catalogue of tools")
    struct CatalogueTests {
        private func tool(_ name: String) async throws -> JSONValue {
            var tool: JSONValue?
            try await server.overStdio { client in
                tool = try await client.ask("tools/list").result["tools"]?.array?.first { $0["name"]?.string == name }
            }
            return try #require(tool)
        }

        /// What the hints of a tool say.
        struct Hints: CustomTestStringConvertible {
            var name: String
            var readOnly = false
            var destructive = false

            var testDescription: String { name }
        }

        @Test(
            "the hints tell readers from writers",
            arguments: [
                Hints(name: "get_document", readOnly: true), Hints(name: "search_documents", readOnly: true),
                Hints(name: "add_document", destructive: true), Hints(name: "delete_document", destructive: true),
            ]
        )
        func hints(_ expected: Hints) async throws {
            let hints = try #require(try await tool(expected.name)["annotations"])
            #expect(hints["readOnlyHint"]?.bool == expected.readOnly)
            #expect(hints["destructiveHint"]?.bool == expected.destructive)
            #expect(hints["openWorldHint"]?.bool == false)
        }

        @Test("the list of the tools that are shown by default takes less than 10 kB of a model's attention")
        func size() async throws {
            try await server.overStdio { client in
                let list = try await client.ask("tools/list").result
                #expect(try list.serialized.utf8.count < 10_000)
            }
        }

        @Test("the bounds of an argument stand in its schema")
        func bounds() async throws {
            let search = try await tool("search_documents")
            let properties = try #require(search["inputSchema"]?["properties"])
            #expect(properties["limit"]?["minimum"]?.int == 1)
            #expect(properties["limit"]?["maximum"]?.int == 100)
            #expect(properties["limit"]?["default"]?.int == 10)
            #expect(properties["min_score"]?["minimum"]?.double == 0)
            #expect(properties["min_score"]?["maximum"]?.double == 1)
            #expect(search["inputSchema"]?["required"] == ["query"])
        }
    }
}
