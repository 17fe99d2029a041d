import TestSupport
import Testing

extension VectorStore {
    /// The shape is that of https://platform.openai.com/docs/mcp: a JSON object as structured content, and as the text
    /// of the only content block.
    @Suite("The toolset connector")
    struct ConnectorTests {
        @Test("search finds documents to cite, and fetch returns their texts")
        func searchAndFetch() async throws {
            let tag = uniqueTag().string ?? ""
            try await server.with("--toolsets", "connector,documents").overStdio { client in
                let link = JSONValue.string("https://example.com/\(tag)")
                let plain = try await client.add("The heron \(tag) waits in the reeds.")
                let linked = try await client.add("The heron \(tag) flies.", title: "Heron", metadata: ["url": link])
                try await client.withDocuments([plain, linked]) {
                    let answer = try await client.call("search", ["query": .string("heron \(tag)")])
                    let results = try #require(try answer.value["results"]?.array)
                    #expect(try JSONValue(parsing: answer.text) == answer.value)
                    let id = JSONValue.string("\(linked.int ?? 0)")
                    #expect(results.contains(["id": id, "title": "Heron", "url": link]))
                    let other = try #require(results.first { $0["id"]?.string == "\(plain.int ?? 0)" })
                    #expect(other["title"]?.string?.isEmpty == false)
                    #expect(other["url"]?.string == "paddle://documents/\(plain.int ?? 0)")
                    #expect(
                        try await client.value("fetch", ["id": id]) == [
                            "id": id, "title": "Heron", "text": .string("The heron \(tag) flies."), "url": link,
                            "metadata": ["url": link],
                        ]
                    )
                }
                for id in ["987654321", "heron"] as [JSONValue] {
                    let missing = try await client.call("fetch", ["id": id])
                    #expect(missing.isError)
                    #expect(missing.text.contains("search"))
                }
            }
        }

        @Test("is shown alone, with the others, or not at all, as TOOLSETS says")
        func shown() async throws {
            func names(_ toolsets: String?) async throws -> Set<String> {
                let server = try toolsets.map { try withoutModel.with("--toolsets", $0) } ?? withoutModel
                var names: Set<String> = []
                try await server.overStdio { client in
                    names = Set(
                        try await client.ask("tools/list").result["tools"]?.array?.compactMap { $0["name"]?.string }
                            ?? []
                    )
                }
                return names
            }
            #expect(try await names("connector") == ["search", "fetch"])
            let usual = try await names(nil)
            #expect(usual.isDisjoint(with: ["search", "fetch"]))
            #expect(try await names("all").isStrictSuperset(of: usual.union(["search", "fetch"])))
        }
    }
}
