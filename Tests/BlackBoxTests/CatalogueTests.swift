import TestSupport
import Testing

extension BlackBox {
    @Suite("The catalogue of tools")
    struct CatalogueTests {
        private func tools() async throws -> [JSONValue] {
            var tools: [JSONValue] = []
            try await server.run { client in
                let list = try await client.request("tools/list").result
                #expect(list["nextCursor"] == nil, "all tools come in one page")
                tools = try #require(list["tools"]?.array)
            }
            return tools
        }

        @Test("it holds the tools, in the same order every time and for every revision")
        func names() async throws {
            let expected = [
                "add_document", "delete_document", "delete_documents", "get_document", "search_documents",
                "update_document",
            ]
            let first = try await tools()
            #expect(first.compactMap { $0["name"]?.string }.sorted() == expected)
            for revision in Revision.allCases {
                try await server.run(revision) { client async throws in
                    #expect(try await client.request("tools/list").result["tools"]?.array == first)
                }
            }
        }

        @Test("each tool has a title, a description and all four hints")
        func descriptions() async throws {
            for tool in try await tools() {
                #expect(tool["title"]?.string?.isEmpty == false)
                #expect(tool["description"]?.string?.isEmpty == false)
                for hint in ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] {
                    #expect(tool["annotations"]?[hint]?.bool != nil, "\(hint) of \(tool["name"] ?? nil)")
                }
            }
        }

        @Test(
            "the hints tell readers from writers",
            arguments: [
                ("get_document", true, false), ("search_documents", true, false), ("add_document", false, false),
                ("delete_document", false, true),
            ]
        )
        func hints(name: String, readOnly: Bool, destructive: Bool) async throws {
            let tool = try #require(try await tools().first { $0["name"]?.string == name })
            #expect(tool["annotations"]?["readOnlyHint"]?.bool == readOnly)
            #expect(tool["annotations"]?["destructiveHint"]?.bool == destructive)
            #expect(tool["annotations"]?["openWorldHint"]?.bool == false)
        }

        @Test("schemas stay within what every client understands")
        func portableSchemas() async throws {
            for tool in try await tools() {
                for key in ["inputSchema", "outputSchema"] {
                    let schema = try #require(tool[key], "\(key) of \(tool["name"] ?? nil)")
                    #expect(schema["type"] == "object")
                    #expect(schema["properties"]?.object != nil)
                    for keyword in ["oneOf", "anyOf", "allOf", "$schema"] { #expect(schema[keyword] == nil) }
                    expectPortable(schema, of: "\(tool["name"] ?? nil) \(key)")
                }
            }
        }

        private func expectPortable(_ schema: JSONValue, of place: String) {
            for keyword in ["$ref", "$defs", "definitions"] { #expect(schema[keyword] == nil, "\(place)") }
            #expect(schema["type"]?.array == nil, "no union of types in \(place)")
            if schema["type"] == "array" { #expect(schema["items"]?.object != nil, "items of \(place)") }
            for bound in ["exclusiveMinimum", "exclusiveMaximum"] { #expect(schema[bound]?.bool == nil, "\(place)") }
            for (name, property) in schema["properties"]?.object ?? [:] {
                #expect(property.object != nil, "\(place).\(name) is a schema")
                #expect(name != "properties")
                expectPortable(property, of: "\(place).\(name)")
            }
            if let items = schema["items"] { expectPortable(items, of: "\(place)[]") }
        }

        @Test("each argument is described")
        func describedArguments() async throws {
            for tool in try await tools() {
                for (name, property) in tool["inputSchema"]?["properties"]?.object ?? [:] {
                    #expect(property["description"]?.string?.isEmpty == false, "\(tool["name"] ?? nil).\(name)")
                    #expect(property["type"]?.string != nil, "\(tool["name"] ?? nil).\(name)")
                }
            }
        }

        @Test("the bounds of an argument stand in its schema")
        func bounds() async throws {
            let search = try #require(try await tools().first { $0["name"] == "search_documents" })
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
