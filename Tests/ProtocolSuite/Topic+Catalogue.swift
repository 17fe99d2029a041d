import TestSupport
import Testing

extension Topic {
    static let catalogue = Topic("The catalogue of tools") {
        Rule("it holds the tools in one page, in the same order every time and for every revision") { server in
            let first = try await server.catalogue()
            #expect(first.names == server.tools)
            for revision in Revision.allCases {
                try await server.overStdio(revision) { client in
                    let list = try await client.request("tools/list").result
                    #expect(list["nextCursor"] == nil)
                    #expect(list["tools"]?.array == first)
                }
            }
        }

        Rule("each tool has a title, a description and all four hints") { server in
            for tool in try await server.catalogue() {
                #expect(tool["title"]?.string?.isEmpty == false)
                #expect(tool["description"]?.string?.isEmpty == false)
                for hint in ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] {
                    #expect(tool["annotations"]?[hint]?.bool != nil, "\(hint) of \(tool["name"] ?? nil)")
                }
            }
        }

        Rule("schemas stay within what every client understands") { server in
            for tool in try await server.catalogue() {
                for key in ["inputSchema", "outputSchema"] {
                    let schema = try #require(tool[key], "\(key) of \(tool["name"] ?? nil)")
                    #expect(schema["type"] == "object")
                    #expect(schema["properties"]?.object != nil)
                    for keyword in ["oneOf", "anyOf", "allOf", "$schema"] { #expect(schema[keyword] == nil) }
                    expectPortable(schema, of: "\(tool["name"] ?? nil) \(key)")
                }
            }
        }

        Rule("each argument is described") { server in
            for tool in try await server.catalogue() {
                for (name, property) in tool["inputSchema"]?["properties"]?.object ?? [:] {
                    #expect(property["description"]?.string?.isEmpty == false, "\(tool["name"] ?? nil).\(name)")
                    #expect(property["type"]?.string != nil, "\(tool["name"] ?? nil).\(name)")
                }
            }
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
