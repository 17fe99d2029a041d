import TestSupport
import Testing

extension VectorStore {
    @Suite("Search")
    struct SearchTests {
        static let notes = [
            ("Sourdough bread rises overnight in a cool kitchen.", "baking", 1),
            ("A bicycle chain is cleaned and oiled every month.", "repair", 2),
            ("The comet will be visible low in the western sky.", "sky", 3),
            ("Knead the dough until it is smooth and elastic.", "baking", 4),
            ("Saturn's rings are made of ice and rock.", "sky", 5),
        ]

        private func withNotes(_ body: (StdioClient, JSONValue) async throws -> Void) async throws {
            let tag = uniqueTag()
            try await server.overStdio { client async throws in
                var ids: [JSONValue] = []
                for (content, topic, number) in Self.notes {
                    let metadata: JSONValue = [
                        "tag": tag, "topic": .string(topic), "number": .int(number), "even": .bool(number % 2 == 0),
                    ]
                    ids.append(try await client.add(content, title: "Note \(number)", metadata: metadata))
                }
                try await client.withDocuments(ids) { try await body(client, tag) }
            }
        }

        @Test("the meaning decides: what answers the question comes first, best first, with scores from 0 to 1")
        func ranks() async throws {
            try await withNotes { client, tag async throws in
                let hits = try await client.search("What are the rings of a planet made of?", filter: ["tag": tag])
                #expect(hits.count == Self.notes.count)
                #expect(hits.first?["content"] == "Saturn's rings are made of ice and rock.")
                #expect(hits.first?["title"] == "Note 5")
                #expect(hits.first?["metadata"]?["topic"] == "sky")
                let scores = hits.compactMap { $0["score"]?.double }
                #expect(scores == scores.sorted(by: >))
                #expect(scores.count == hits.count)
                #expect(scores.allSatisfy { (0...1).contains($0) })
            }
        }

        @Test("limit bounds the hits and keeps the best")
        func limits() async throws {
            try await withNotes { client, tag async throws in
                let all = try await client.search("baking bread", filter: ["tag": tag])
                let two = try await client.search("baking bread", filter: ["tag": tag], limit: 2)
                // Scores move a little while other tests store documents.
                #expect(two.map { $0["id"] } == all.prefix(2).map { $0["id"] })
                #expect(Set(two.compactMap { $0["metadata"]?["topic"]?.string }) == ["baking"])
            }
        }

        @Test("min_score leaves out what is farther off")
        func minScore() async throws {
            try await withNotes { client, tag async throws in
                // By meaning alone, since how much words weigh depends on what other tests store.
                func found(above minScore: Double? = nil) async throws -> [JSONValue] {
                    let filter: JSONValue = ["tag": tag]
                    return try await client.search("baking bread", mode: "vector", filter: filter, minScore: minScore)
                }
                let middle = try #require(try await found()[1]["score"]?.double)
                #expect(try await found(above: middle - 1e-6).count == 2)
                #expect(try await found(above: 1).isEmpty)
            }
        }

        @Test("a filter matches by equality on all its members, whatever their type")
        func filters() async throws {
            try await withNotes { client, tag async throws in
                func found(_ filter: JSONValue) async throws -> Set<Int> {
                    var filter = filter
                    filter["tag"] = tag
                    let hits = try await client.search("anything", filter: filter, limit: 100)
                    return Set(hits.compactMap { $0["metadata"]?["number"]?.int })
                }
                #expect(try await found(["topic": "sky"]) == [3, 5])
                #expect(try await found(["number": 2]) == [2])
                #expect(try await found(["even": true]) == [2, 4])
                #expect(try await found(["topic": "baking", "even": true]) == [4])
                #expect(try await found(["topic": "Sky"]) == [])
                #expect(try await found(["number": "2"]) == [])
                #expect(try await found(["missing": "x"]) == [])
                #expect(try await found([:]) == [1, 2, 3, 4, 5])
            }
        }

        @Test("a filter is data, never SQL or a pattern")
        func filterIsData() async throws {
            let value: JSONValue = "a'); DROP TABLE documents; -- %_\\\" $1"
            let tag = uniqueTag()
            try await server.overStdio { client in
                try await client.withDocument("A name with strange signs.", metadata: ["tag": tag, "na'me\"": value]) {
                    id in
                    let hits = try await client.search("name", filter: ["tag": tag, "na'me\"": value])
                    #expect(hits.compactMap { $0["id"] } == [id])
                    #expect(try await client.search("name", filter: ["tag": tag, "na'me\"": "%"]).isEmpty)
                }
            }
        }

        @Test("a fact near the end of a document of 3,000 words is found, with the passage that holds it")
        func longDocument() async throws {
            let tag = uniqueTag()
            let content = Prose.words(2_900) + Prose.fact + " " + Prose.words(100)
            try await server.overStdio { client in
                let added = try await client.value(
                    "add_document",
                    ["content": .string(content), "metadata": ["tag": tag, "kind": "long"]]
                )
                #expect(try #require(added["passages"]?.int) > 1)
                let id = try #require(added["id"])
                let other = try await client.add(
                    "Dough rises overnight in a cool kitchen.",
                    metadata: ["tag": tag, "kind": "short"]
                )
                try await client.withDocuments([id, other]) {
                    let hits = try await client.search(Prose.question, filter: ["tag": tag])
                    #expect(hits.first?["id"] == id)
                    #expect(hits.first?["content"]?.string?.contains("Bartholomew") == true)
                    #expect(hits.filter { $0["id"] == id }.count == 1, "a document is one hit, by its best passage")
                    #expect(try await client.document(id)["content"]?.string == content)
                }
            }
        }

        @Test("a query longer than the model's window is still answered")
        func longQuery() async throws {
            try await withNotes { client, tag in
                let hits = try await client.search(Prose.words(2_000), filter: ["tag": tag])
                #expect(hits.count == Self.notes.count)
            }
        }
    }
}
