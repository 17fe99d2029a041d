import Async
import JSONFormat
import Postgres
import TestSupport
import Testing

@testable import Retrieval

@Suite("Explanations of what is found")
struct RowExplanationTests {
    static let texts = [
        "The kiln is fired at 1280 degrees.", "Porcelain needs nine hours in the kiln.",
        "The hall is swept on Fridays.",
        "A thermocouple measures the heat of the kiln.", "Glaze is mixed in the cellar.",
        "The price of clay has risen.",
        "Kiln shelves are washed with alumina.", "The porcelain of the museum came from Meissen.",
        "Cats sleep on the roof.",
    ]

    private func bench(_ body: (ChunkBench, [Int64]) async throws -> Void) async throws {
        try await ChunkBench.run { bench in
            var ids: [Int64] = []
            for (number, text) in Self.texts.enumerated() {
                ids += try await bench.add(
                    "document \(number)",
                    [text, "It is \(number + 1) years old.", "So it was said."]
                )
            }
            while try await bench.chunks.store.indexKeywords(mergingFrom: 1) != .done {}
            try await body(bench, ids)
        }
    }

    @Test(
        "the score of every row is that of the search, with as much of its own and of its neighbours",
        arguments: SearchMode.allCases
    )
    func scores(_ mode: SearchMode) async throws {
        try await bench { bench, _ in
            let store = bench.chunks.store
            let query = try await bench.chunks.embeddedQuery("How hot is a porcelain kiln?", mode: mode, limit: 100)
            let hits = try await store.search(query).hits
            #expect(hits.count >= 5)
            for (place, hit) in hits.enumerated() {
                let said = try #require(try await store.explain(query, row: hit.id))
                #expect(said.isRanked)
                #expect(said.rank == place + 1)
                #expect(said.parts == hit.parts)
                let own = (said.meaning?.similarity ?? 0, said.words?.score ?? 0)
                let weight = mode == .hybrid ? 1.0 / 3 : mode == .vector ? 1 : 0
                let (vector, keyword) = (weight * max(0, own.0), (1 - weight) * own.1)
                #expect(abs(vector + said.neighbours.vector - hit.parts.vector) < 1e-6)
                #expect(abs(keyword + said.neighbours.keyword - hit.parts.keyword) < 1e-6)
                let sum = said.words.map { $0.words.reduce(0) { $0 + $1.share } }
                if let sum { #expect(abs(sum - own.1) < 1e-9) }
            }
        }
    }

    @Test("a row that the search leaves out has the score and the place that it would have")
    func leftOut() async throws {
        try await bench { bench, _ in
            let store = bench.chunks.store
            let all = try await bench.chunks.embeddedQuery("porcelain kiln", mode: .hybrid, limit: 100)
            let narrow = try await bench.chunks.embeddedQuery("porcelain kiln", mode: .hybrid, limit: 2, depth: 2)
            let hits = try await store.search(all).hits
            let found = Set(try await store.search(narrow).hits.map(\.id))
            for hit in hits where !found.contains(hit.id) {
                let said = try #require(try await store.explain(narrow, row: hit.id))
                #expect(!said.isRanked)
                let parts = try #require(said.parts)
                #expect(abs(parts.vector - hit.parts.vector) < 1e-6)
                #expect(abs(parts.keyword - hit.parts.keyword) < 1e-6)
            }
        }
    }

    @Test("the places among all rows are those of comparing each")
    func places() async throws {
        try await bench { bench, ids in
            let store = bench.chunks.store
            let query = try await bench.chunks.embeddedQuery("porcelain kiln", mode: .hybrid, limit: 10)
            var explained: [RowExplanation] = []
            for id in ids { explained.append(try #require(try await store.explain(query, row: id))) }
            let cosines = explained.compactMap { $0.meaning?.similarity }
            let scores = explained.compactMap { $0.words?.score }
            #expect(cosines.count == ids.count)
            for said in explained {
                let similarity = try #require(said.meaning?.similarity)
                #expect(said.meaning?.rank == 1 + cosines.count { $0 > similarity + 1e-9 })
                #expect(said.meaning?.among == ids.count)
                let score = try #require(said.words?.score)
                #expect(said.words?.rank == (score > 0 ? 1 + scores.count { $0 > score * (1 + 1e-9) } : nil))
            }
        }
    }

    @Test("filters, phrases and excluded words are named, and a row that is not there is none")
    func conditions() async throws {
        try await bench { bench, ids in
            let store = bench.chunks.store
            func explain(_ question: String, _ id: Int64) async throws -> RowExplanation? {
                try await store.explain(SearchQuery(keywords: question, limit: 10), row: id)
            }
            let said = try #require(try await explain("\"porcelain kiln\" \"the kiln\" -degrees -of -cats", ids[0]))
            #expect(said.lackedPhrases == ["porcelain kiln"])
            // A stop word excludes nothing.
            #expect(said.excludedWords == ["degrees"])
            #expect(said.isInFilter)
            #expect(!said.isRanked)
            let filter = try MetadataFilter(["kind": "note"], of: ChunkBench.table)
            let keyed = try SearchQuery(keywords: "kiln", limit: 10, filter: filter)
            let other = try await store.explain(keyed, row: ids[0])
            #expect(other?.isInFilter == false)
            let none = try await explain("kiln", 999_999)
            #expect(none == nil)
        }
    }

    @Test("a row that waits for its vector and its postings is known by that")
    func waiting() async throws {
        try await bench { bench, _ in
            let id = try await bench.pool.query(
                "INSERT INTO chunks (document, place, content) VALUES ('late', 0, 'A kiln that is new.') RETURNING id"
            )[0].decode(Int64.self)
            let query = try await bench.chunks.embeddedQuery("kiln", mode: .hybrid, limit: 10)
            let said = try #require(try await bench.chunks.store.explain(query, row: id))
            #expect(said.waitsForVector)
            #expect(said.meaning?.similarity == nil)
            #expect(said.meaning?.rank == nil)
        }
    }
}
