import TestSupport
import Testing

extension VectorStore {
    @Suite("Many documents in one call")
    struct BatchTests {
        private static func note(_ number: Int, tag: JSONValue) -> JSONValue {
            ["content": .string("Note number \(number)."), "metadata": ["tag": tag, "n": .int(number)]]
        }

        private func count(_ tag: JSONValue, _ client: some MCPClient) async throws -> JSONValue? {
            try await client.value("count_documents", ["filter": ["tag": tag]])["count"]
        }

        @Test("are added in their order, with progress, and come back by their ids and keys")
        func addAndGet() async throws {
            let tag = uniqueTag()
            var documents = (0..<40).map { Self.note($0, tag: tag) }
            documents[3]["key"] = tag
            documents[7]["content"] = .string(Prose.words(2_000))
            let call: JSONValue = ["documents": .array(documents), "idempotency_key": tag, "wait_seconds": 60]
            try await server.overStdio { client in
                let outcome = try await client.call("add_documents", call, meta: ["progressToken": "p"])
                let added = try outcome.value
                let ids = try #require(added["results"]?.array?.compactMap { $0["id"] })
                try await client.withDocuments(ids) {
                    #expect(ids.count == documents.count)
                    #expect(added["failed"] == 0)
                    #expect(await !client.notifications("notifications/progress").isEmpty)
                    #expect(try await client.value("add_documents", call) == added)
                    #expect(try await count(tag, client) == 40)
                    let found = try await client.value(
                        "get_documents",
                        ["ids": [ids[7], ids[0], 987_654_321, ids[7]], "keys": [tag, "no such key"]]
                    )
                    #expect(found["documents"]?.array?.compactMap { $0["id"] } == [ids[7], ids[0], ids[3]])
                    #expect(found["missing"] == ["987654321", "no such key"])
                    #expect(found["documents"]?[0]?["content"]?.string?.count == 10_000)
                    #expect(found["documents"]?[1]?["metadata"] == documents[0]["metadata"])
                    let hits = try await client.search("Note number 12.", filter: ["n": 12, "tag": tag])
                    #expect(hits.map { $0["id"] } == [ids[12]])
                }
            }
        }

        @Test("are all stored or none; or each that can be, with what is wrong with the others")
        func outcomes() async throws {
            let tag = uniqueTag()
            var documents = (0..<5).map { Self.note($0, tag: tag) }
            documents[1]["content"] = " \n"
            documents[2]["key"] = tag
            documents[4]["key"] = tag
            try await server.overStdio { client in
                let refused = try await client.call("add_documents", ["documents": .array(documents)])
                #expect(refused.isError)
                for place in ["documents[1]", "documents[4]"] { #expect(refused.text.contains(place)) }
                #expect(try await count(tag, client) == 0)

                let some = try await client.value("add_documents", ["documents": .array(documents), "atomic": false])
                let results = try #require(some["results"]?.array)
                try await client.withDocuments(results.compactMap { $0["id"] }) {
                    #expect(results.map { $0["outcome"]?.string } == ["created", nil, "created", "created", nil])
                    #expect(results[1]["error"]?.string?.contains("white space") == true)
                    #expect(results[4]["error"]?.string?.contains("documents[2]") == true)
                    #expect(some["failed"] == 2)
                    let stored = try await count(tag, client)
                    #expect(stored == 3)
                }
            }
        }

        @Test("are listed page by page, in the order that is asked for, by a filter")
        func lists() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                let documents = (0..<5).map { Self.note($0, tag: tag) }
                let added = try await client.value("add_documents", ["documents": .array(documents)])
                let ids = try #require(added["results"]?.array?.compactMap { $0["id"] })
                try await client.withDocuments(ids) {
                    _ = try await client.value("update_document", ["id": ids[1], "title": "A"])
                    let expected = [
                        "id": ids, "newest": ids.reversed(), "updated": [ids[1], ids[4], ids[3], ids[2], ids[0]],
                        "title": [ids[0], ids[2], ids[3], ids[4], ids[1]],
                    ]
                    for (order, expected) in expected {
                        var arguments: JSONValue = ["filter": ["tag": tag], "order": .string(order), "limit": 2]
                        var listed: [JSONValue] = []
                        repeat {
                            let page = try await client.value("list_documents", arguments)
                            listed += page["documents"]?.array?.compactMap { $0["id"] } ?? []
                            arguments["cursor"] = page["next_cursor"]
                        } while arguments["cursor"] != nil
                        #expect(listed == expected, "\(order)")
                    }
                    let other = try await client.value("list_documents", ["filter": ["tag": tag], "limit": 2])
                    let mixed = try await client.call(
                        "list_documents",
                        ["cursor": try #require(other["next_cursor"]), "order": "newest"]
                    )
                    #expect(mixed.isError)
                }
            }
        }

        @Test("a document finds those that are like it, and not itself")
        func similar() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                let texts = [
                    "Green tea is steeped at eighty degrees.", "Black tea wants boiling water.", "A car has wheels.",
                ]
                let documents = texts.map { text -> JSONValue in
                    ["content": .string(text), "metadata": ["tag": tag]]
                }
                let added = try await client.value("add_documents", ["documents": .array(documents)])
                let ids = try #require(added["results"]?.array?.compactMap { $0["id"] })
                try await client.withDocuments(ids) {
                    let found = try await client.value(
                        "find_similar_documents",
                        ["id": ids[0], "filter": ["tag": tag]]
                    )
                    #expect(found["hits"]?.array?.compactMap { $0["id"] } == [ids[1], ids[2]])
                    #expect(found["hits"]?[0]?["content"]?.string == texts[1])
                }
            }
        }
    }
}
