import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Searching passages")
    struct SearchTests {
        @Test("a passage is found by meaning and by words, with its place and the parts of its score")
        func found() async throws {
            try await server.overStdio { client in
                let id = try await client.source(handbook, ["title": "Kiln handbook", "metadata": ["hall": "north"]])
                let hits = try await client.passages("How hot must porcelain be fired?", in: [id])
                let best = try #require(hits.first)
                #expect(best["content"]?.string?.contains("1280 degrees") == true)
                #expect(best["title"] == "Kiln handbook")
                #expect(best["headings"] == ["Kiln handbook", "Firing"])
                #expect(best["metadata"] == ["hall": "north"])
                #expect(try await client.text(of: id, try #require(best["range"])) == best["content"]?.string)
                let parts = try #require(best["parts"])
                let sum = try #require(parts["vector"]?.double) + (try #require(parts["keyword"]?.double))
                #expect(abs(sum - (try #require(best["score"]?.double))) < 1e-9)
            }
        }

        @Test("a filter, the page's sources and a least score leave out what they say")
        func filtered() async throws {
            try await server.overStdio { client in
                let tag = uniqueName()
                let one = try await client.source(
                    "Herons nest in the alder.",
                    ["metadata": ["tag": .string(tag), "n": 1]]
                )
                let two = try await client.source(
                    "Herons hunt in the reeds.",
                    ["metadata": ["tag": .string(tag), "n": 2]]
                )
                let asked: JSONValue = ["query": "herons", "filter": ["tag": .string(tag), "n": ["$gte": 2]]]
                let hits = try await client.value("search_documents", asked)["hits"]?.array
                #expect(hits?.map { $0["source_id"] } == [two])
                #expect(try await client.passages("herons", in: [one]).map { $0["source_id"] } == [one])
                #expect(try await client.passages("herons", in: [one, two], ["min_score": 0.99]).isEmpty)
                let wrong = try await client.call(
                    "search_documents",
                    ["query": "herons", "filter": ["n": ["$near": 1]]]
                )
                #expect(wrong.isError)
                #expect(wrong.text.contains("$near"))
            }
        }

        @Test("a source gives at most as many passages as are wanted of one")
        func perSource() async throws {
            let paragraphs = (1...30).map { "Lighthouse number \($0) has a lamp. \(Prose.words(90))" }
            try await server.overStdio { client in
                let long = try await client.source(paragraphs.joined(separator: "\n\n"))
                let short = try await client.source("A lighthouse with a lamp of its own.")
                let all = try await client.passages("lighthouse lamp", in: [long, short])
                #expect(all.filter { $0["source_id"] == long }.count > 1)
                let few = try await client.passages("lighthouse lamp", in: [long, short], ["per_source": 1])
                #expect(Set(few.compactMap { $0["source_id"]?.int }).count == 2)
                #expect(few.count == 2)
            }
        }

        @Test("a section comes whole where that is asked for")
        func sections() async throws {
            try await server.overStdio { client in
                let id = try await client.source(handbook)
                let asked: JSONValue = ["expand": "section", "limit": 1]
                let hit = try #require(try await client.passages("thermocouple", in: [id], asked).first)
                #expect(hit["content"]?.string?.contains("Vacuum the floor") == true)
            }
        }

        @Test("by words alone no model is loaded")
        func keyword() async throws {
            try await server.overStdio { client in
                let id = try await client.source("The okapi lives in the Ituri forest.")
                try await eventually("its words are known") {
                    try await client.passages("okapi", in: [id], ["mode": "keyword"]).count == 1
                }
            }
            try await server.with(settings: ["EMBEDDING_MODEL": "/nonexistent"]).overStdio { client in
                let hits = try await client.value("search_documents", ["query": "okapi", "mode": "keyword"])["hits"]
                #expect(hits?.array?.isEmpty == false)
            }
        }
    }
}
