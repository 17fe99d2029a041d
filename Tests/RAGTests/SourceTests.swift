import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Sources")
    struct SourceTests {
        @Test("a text is cut at its headings, and each chunk knows its place")
        func chunks() async throws {
            try await server.overStdio { client in
                let id = try await client.source(handbook, ["title": "Kiln handbook"])
                let source = try await client.value("get_source", ["id": id, "chunks_from": 0])
                #expect(source["source"]?["title"] == "Kiln handbook")
                let chunks = try #require(source["chunks"]?.array)
                let firing = try #require(chunks.first { $0["content"]?.string?.contains("1280") == true })
                #expect(firing["headings"] == ["Kiln handbook", "Firing"])
                for chunk in chunks {
                    let range = try #require(chunk["range"])
                    #expect(try await client.text(of: id, range) == chunk["content"]?.string)
                }
            }
        }

        @Test("stored again unchanged, nothing is done; changed in one place, only that is embedded again")
        func again() async throws {
            let key = uniqueName()
            try await server.overStdio { client in
                let first = try await client.add(handbook, as: key)
                #expect(first["outcome"] == "created")
                let chunks = try #require(first["chunks"]?.int)
                #expect(chunks > 3)
                let second = try await client.add(handbook, as: key)
                #expect(second["outcome"] == "unchanged")
                #expect(second["changed_chunks"] == nil)
                let changed = handbook.replacingOnce("once a year, in January", with: "twice a year")
                let third = try await client.add(changed, as: key)
                #expect(third["outcome"] == "updated")
                #expect(third["id"] == first["id"])
                // One is gone and one is new.
                #expect(third["changed_chunks"] == 2)
                #expect(try await client.value("get_source", ["key": .string(key)])["source"]?["version"] == 2)
            }
        }

        @Test("many texts are stored by one call, all or none")
        func many() async throws {
            let prefix = uniqueName()
            let documents = (1...30).map { number -> JSONValue in
                ["key": .string("\(prefix)/\(number)"), "content": .string("The beacon number \(number) is green.")]
            }
            try await server.overStdio { client in
                let added = try await client.value("add_documents", ["documents": .array(documents)])
                let results = try #require(added["results"]?.array)
                #expect(results.count == 30)
                #expect(results.allSatisfy { $0["outcome"] == "created" })
                let id = try #require(results[6]["id"])
                let hits = try await client.passages("beacon number 7", in: [id])
                #expect(hits.first?["content"] == "The beacon number 7 is green.")
                let wrong: JSONValue = ["key": .string("\(prefix)/x"), "content": " "]
                let refused = try await client.call(
                    "add_documents",
                    ["documents": [["key": .string("\(prefix)/y"), "content": "Good."], wrong]]
                )
                #expect(refused.isError)
                #expect(refused.text.contains("documents[1]"))
                #expect(try await client.call("get_source", ["key": .string("\(prefix)/y")]).isError)
            }
        }

        @Test("sources are listed page by page, and by what their keys begin with")
        func listed() async throws {
            let prefix = uniqueName()
            try await server.overStdio { client in
                for number in 1...5 {
                    try await client.add("Text number \(number) is here.", as: "\(prefix)/\(number)")
                }
                var keys: [String?] = []
                var page: JSONValue = ["prefix": .string(prefix), "limit": 2]
                while true {
                    let answer = try await client.value("list_sources", page)
                    keys += try #require(answer["sources"]?.array).map { $0["key"]?.string }
                    guard let cursor = answer["next_cursor"] else { break }
                    page["cursor"] = cursor
                }
                #expect(keys == (1...5).map { "\(prefix)/\($0)" })
            }
        }

        @Test("what is deleted is found no more")
        func deleted() async throws {
            try await server.overStdio { client in
                let id = try await client.source("The zeppelin hangar was built in 1911.")
                #expect(try await client.passages("zeppelin hangar", in: [id]).count == 1)
                #expect(try await client.value("delete_source", ["id": id])["deleted"] == true)
                #expect(try await client.passages("zeppelin hangar", in: [id]).isEmpty)
                let gone = try await client.call("get_source", ["id": id])
                #expect(gone.isError)
                #expect(gone.text.contains("list_sources"))
            }
        }

        @Test("a text without words is refused, and nothing is stored")
        func empty() async throws {
            let key = uniqueName()
            try await server.overStdio { client in
                let refused = try await client.call("add_document", ["content": " \n\u{200B}", "key": .string(key)])
                #expect(refused.isError)
                #expect(try await client.call("get_source", ["key": .string(key)]).isError)
            }
        }

        @Test("the chunks of a text are shown without storing it")
        func preview() async throws {
            try await server.overStdio { client in
                let preview = try await client.value("preview_chunks", ["content": .string(handbook)])
                let chunks = try #require(preview["chunks"]?.array)
                #expect(chunks.contains { $0["headings"] == ["Kiln handbook", "Prices"] })
                let tokens = chunks.compactMap { $0["tokens"]?.int }
                #expect(tokens.allSatisfy { (1...100).contains($0) })
                let found = try await client.value("list_sources", ["prefix": "Kiln handbook"])
                #expect(found["sources"] == [])
            }
        }
    }
}
