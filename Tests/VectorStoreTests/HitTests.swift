import Foundation
import TestSupport
import Testing

extension VectorStore {
    @Suite("What a hit carries, and pages of hits")
    struct HitTests {
        private func find(_ client: StdioClient, _ arguments: JSONValue) async throws -> JSONValue {
            try await client.value("search_documents", arguments)
        }

        @Test("its key and what include names, and no more")
        func include() async throws {
            let tag = uniqueTag()
            let key = "hits/\(tag.string ?? "")"
            try await server.overStdio { client in
                let added: JSONValue = [
                    "content": "Hoatzins eat leaves.", "key": .string(key), "metadata": ["tag": tag],
                ]
                let id = try #require(try await client.value("add_document", added)["id"])
                try await client.withDocuments([id]) {
                    for (include, members) in [
                        (nil, ["content", "id", "key", "metadata", "parts", "score"]),
                        (["content"], ["content", "id", "key", "parts", "score"]),
                        (["metadata", "context"], ["id", "key", "metadata", "parts", "score"]),
                        ([], ["id", "key", "parts", "score"]),
                    ] as [(JSONValue?, [String])] {
                        var arguments: JSONValue = ["query": "hoatzin", "filter": ["tag": tag]]
                        arguments["include"] = include
                        let hit = try #require(try await find(client, arguments)["hits"]?.array?.first)
                        #expect(hit.object?.keys.sorted() == members)
                        #expect(hit["key"]?.string == key)
                    }
                    let refused = try await client.call("search_documents", ["query": "x", "include": ["text"]])
                    #expect(refused.isError)
                    #expect(refused.text.contains("include[0]"))
                }
            }
        }

        @Test("a passage within a long text comes with its place, and by choice with the sentences around it")
        func context() async throws {
            let tag = uniqueTag()
            let content = Prose.words(900) + Prose.fact + " " + Prose.words(900)
            try await server.overStdio { client in
                try await client.withDocument(content, metadata: ["tag": tag]) { id in
                    let arguments: JSONValue = [
                        "query": .string(Prose.question), "filter": ["tag": tag], "include": ["content", "context"],
                    ]
                    let hit = try #require(try await find(client, arguments)["hits"]?.array?.first)
                    let passage = try #require(hit["content"]?.string)
                    let start = try #require(hit["passage"]?["start"]?.int)
                    let end = try #require(hit["passage"]?["end"]?.int)
                    let scalars = Array(content.unicodeScalars)
                    func text(_ range: Range<Int>) -> String {
                        String(String.UnicodeScalarView(scalars[range]))
                    }
                    #expect(text(start..<end) == passage)
                    let before = try #require(hit["context"]?["before"]?.string)
                    let after = try #require(hit["context"]?["after"]?.string)
                    #expect(!before.isEmpty && !after.isEmpty)
                    #expect(text(0..<start).hasSuffix(before))
                    #expect(text(end..<scalars.count).hasPrefix(after))

                    let whole = try await client.value("get_document", ["id": id, "passage_ranges": true, "length": 0])
                    let ranges = try #require(whole["passage_ranges"]?.array)
                    #expect(ranges.count == whole["passages"]?.int)
                    #expect(ranges.contains { $0 == hit["passage"] })
                    #expect(ranges.first?["start"] == 0)
                    #expect(ranges.last?["end"]?.int == scalars.count)
                    #expect(try await client.document(id)["passage_ranges"] == nil)
                }
            }
        }

        @Test(
            "explain tells what each word has added; the shares are the part by words",
            arguments: ["hybrid", "keyword"]
        )
        func explain(_ mode: String) async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                try await client.withDocument(
                    "Hoatzins eat leaves, and hoatzin chicks have claws.",
                    metadata: ["tag": tag]
                ) {
                    _ in
                    let arguments: JSONValue = [
                        "query": "Which hoatzin has claws and wings?", "mode": .string(mode), "explain": true,
                        "filter": ["tag": tag],
                    ]
                    let hit = try #require(try await find(client, arguments)["hits"]?.array?.first)
                    let terms = try #require(hit["terms"]?.array)
                    #expect(Set(terms.compactMap { $0["term"]?.string }) == ["hoatzin", "claw"])
                    let shares = terms.compactMap { $0["share"]?.double }
                    #expect(shares == shares.sorted(by: >))
                    let keyword = try #require(hit["parts"]?["keyword"]?.double)
                    #expect(abs(shares.reduce(0, +) - keyword) < 1e-6)
                }
            }
        }

        @Test("by meaning alone, no word has added anything")
        func explainsMeaning() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                try await client.withDocument("Hoatzins eat leaves.", metadata: ["tag": tag]) { _ in
                    let arguments: JSONValue = [
                        "query": "hoatzin", "mode": "vector", "explain": true, "filter": ["tag": tag],
                    ]
                    let hit = try #require(try await find(client, arguments)["hits"]?.array?.first)
                    #expect(hit["terms"] == [])
                    #expect(hit["parts"]?["keyword"] == 0)
                }
            }
        }

        @Test("pages follow each other, and together are the ranking", arguments: ["hybrid", "keyword", "vector"])
        func pages(_ mode: String) async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                var ids: [JSONValue] = []
                for number in 0..<7 {
                    let words = Array(repeating: "heron", count: number + 1).joined(separator: " and ")
                    ids.append(try await client.add("A \(words) by the water.", metadata: ["tag": tag]))
                }
                try await client.withDocuments(ids) { () async throws in
                    var arguments: JSONValue = ["query": "heron", "mode": .string(mode), "filter": ["tag": tag]]
                    let all = try #require(try await find(client, arguments)["hits"]?.array).compactMap { $0["id"] }
                    #expect(Set(all) == Set(ids))
                    var paged: [JSONValue] = []
                    arguments["limit"] = 3
                    while true {
                        let page = try await find(client, arguments)
                        paged += try #require(page["hits"]?.array).compactMap { $0["id"] }
                        guard let next = page["next_cursor"] else {
                            #expect(page["exhausted"] == true)
                            break
                        }
                        #expect(page["exhausted"] == false)
                        #expect(paged.count <= 6)
                        arguments["cursor"] = next
                    }
                    #expect(paged == all)
                }
            }
        }

        @Test("hybrid pages are of one ranking, which ends with the candidates of both legs")
        func longRanking() async throws {
            // In a collection of its own, since other documents change what a word weighs.
            let collection: JSONValue = .string("r-\(UUID().uuidString.prefix(13).lowercased())")
            try await server.with("--toolsets", "all").overStdio { client in
                _ = try await client.value("create_collection", ["name": collection])
                let documents = (0..<120).map { number -> JSONValue in
                    let words = Array(repeating: "heron", count: number % 12 + 1).joined(separator: " or ")
                    return ["content": .string("\(words) by water \(number).")]
                }
                _ = try await client.value("add_documents", ["documents": .array(documents), "collection": collection])
                var arguments: JSONValue = ["query": "heron water", "limit": 20, "collection": collection]
                var hits: [JSONValue] = []
                while true {
                    let page = try await find(client, arguments)
                    hits += try #require(page["hits"]?.array)
                    #expect(page["exhausted"] == false)
                    guard let next = page["next_cursor"] else { break }
                    arguments["cursor"] = next
                }
                #expect((50...100).contains(hits.count))
                #expect(Set(hits.compactMap { $0["id"]?.int }).count == hits.count)
                let scores = hits.compactMap { $0["score"]?.double }
                #expect(scores == scores.sorted(by: >))
                _ = try await client.value("delete_collection", ["collection": collection, "expected_count": 120])
            }
        }

        @Test("a page begins after the last hit of the one before, even if that was deleted")
        func deletedBetween() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                var ids: [JSONValue] = []
                for number in 0..<4 {
                    ids.append(try await client.add("Bittern number \(number).", metadata: ["tag": tag]))
                }
                try await client.withDocuments(ids) { () async throws in
                    var arguments: JSONValue = [
                        "query": "bittern", "mode": "keyword", "filter": ["tag": tag], "limit": 2,
                    ]
                    let first = try await find(client, arguments)
                    let seen = try #require(first["hits"]?.array).compactMap { $0["id"] }
                    _ = try await client.call("delete_document", ["id": try #require(seen.last)])
                    arguments["cursor"] = first["next_cursor"]
                    let second = try await find(client, arguments)["hits"]?.array?.compactMap { $0["id"] }
                    #expect(second?.count == 2)
                    #expect(Set(second ?? []).isDisjoint(with: seen))
                }
            }
        }

        @Test("a cursor goes with its query, and a made-up one is refused")
        func foreignCursor() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                let ids = [
                    try await client.add("Egret one.", metadata: ["tag": tag]),
                    try await client.add("Egret two.", metadata: ["tag": tag]),
                ]
                try await client.withDocuments(ids) { () async throws in
                    let page = try await find(client, ["query": "egret", "filter": ["tag": tag], "limit": 1])
                    let cursor = try #require(page["next_cursor"])
                    for (query, given) in [("heron", cursor), ("egret", "AAAA")] {
                        let refused = try await client.call(
                            "search_documents",
                            ["query": .string(query), "filter": ["tag": tag], "limit": 1, "cursor": given]
                        )
                        #expect(refused.isError)
                        #expect(refused.text.contains("cursor"))
                    }
                }
            }
        }
    }
}
