import Async
import Documents
import Foundation
import JSONFormat
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Searching by keywords, and by both")
struct KeywordSearchTests {
    private func found(
        _ query: String,
        _ bench: DocumentBench,
        mode: SearchMode = .keyword
    ) async throws -> [String] {
        try await bench.search(query, mode: mode).hits.map { $0.content ?? "" }
    }

    @Test("the score is BM25 over the most that it could be, unknown words included")
    func formula() async throws {
        try await DocumentBench.run { bench in
            _ = try await bench.add("red apple red wine")
            _ = try await bench.add("green apple")
            _ = try await bench.add("blue cheese and a glass of milk")
            let hits = try await bench.search("red red apple unicorn", mode: .keyword).hits
            // Lengths 4, 2 and 4 without stop words; three texts.
            let average = 10.0 / 3
            func idf(_ rows: Double) -> Double { log(1 + (3 - rows + 0.5) / (rows + 0.5)) }
            func gain(_ count: Double, _ length: Double) -> Double {
                2.2 * count / (count + 1.2 * (0.25 + 0.75 * length / average))
            }
            let most = 2.2 * (2.0.squareRoot() * idf(1) + idf(2) + idf(0))
            let first = (2.0.squareRoot() * idf(1) * gain(2, 4) + idf(2) * gain(1, 4)) / most
            let second = idf(2) * gain(1, 2) / most
            #expect(hits.map(\.content) == ["red apple red wine", "green apple"])
            #expect(abs(hits[0].score - first) < 1e-9)
            #expect(abs(hits[1].score - second) < 1e-9)
        }
    }

    @Test("quotes ask for the phrase and a minus excludes, in every mode", arguments: SearchMode.allCases)
    func phrasesAndExclusions(_ mode: SearchMode) async throws {
        try await DocumentBench.run { bench in
            let (near, far) = ("The boundary layer is thin.", "A layer of paint marks the boundary.")
            for text in [near, far, "Supersonic boundary layers separate."] { _ = try await bench.add(text) }
            let phrase = try await found("\"boundary layer\"", bench, mode: mode)
            #expect(Set(phrase) == [near, "Supersonic boundary layers separate."])
            #expect(try await found("\"boundary layer\" -supersonic", bench, mode: mode) == [near])
            #expect(try await found("boundary -\"boundary layer\"", bench, mode: mode) == [far])
        }
    }

    @Test("scripts without spaces are found by a part of a run, and emoji and stop words find nothing, quickly")
    func scripts() async throws {
        try await DocumentBench.run { bench in
            let (chinese, thai) = ("昨天我在公园里看见了一只黑猫。", "แม่น้ำไหลผ่านเมืองไปยังทะเลสาบใหญ่")
            let (korean, run) = ("고양이가 소파에서 잠을 잔다", String(repeating: "QUJDREVG", count: 500))
            for text in [chinese, thai, korean, run] { _ = try await bench.add(text) }
            #expect(try await found("黑猫", bench) == [chinese])
            #expect(try await found("ทะเลสาบ", bench) == [thai])
            #expect(try await found("고양이", bench) == [korean])
            #expect(try await bench.search(run, mode: .keyword).hits.count == 1)
            for nothing in ["the of and", "😀", "\"the of\"", "- -- \"\" x̷"] {
                let result = try await bench.search(nothing, mode: .keyword)
                #expect(result.hits.isEmpty, "\(nothing)")
                #expect(result.exhausted)
            }
        }
    }

    @Test("a query of thousands of distinct words, and one of 100,000 characters, find what they name")
    func longQueries() async throws {
        try await DocumentBench.run { bench in
            let whale = try await bench.add("The whale sings at dawn.")
            _ = try await bench.add("Bread is baked before dawn.")
            let words = (0..<2_000).map { "w\($0)" }.joined(separator: " ") + " whale dawn"
            #expect(try await bench.search(words, mode: .keyword).hits.first?.id == Int64(whale.id))
            let long = String(repeating: "whale dawn ", count: 9_000)
            #expect(try await bench.search(long, mode: .keyword).hits.first?.id == Int64(whale.id))
        }
    }

    @Test("both parts add up to the score, and a text without vectors is found by its words")
    func hybrid() async throws {
        try await DocumentBench.run { bench in
            _ = try await bench.add("Whales sing in the deep sea.")
            _ = try await bench.add("The choir sings on Sunday.")
            try await bench.pool.execute("INSERT INTO documents (content) VALUES ('A song of whale and sea.')")
            let result = try await bench.search("whale song in the sea", mode: .hybrid)
            #expect(result.hits.count == 3)
            #expect(result.waiting.vectors == 1)
            #expect(!result.exhausted)
            #expect(result.hits.map(\.score) == result.hits.map(\.score).sorted(by: >))
            for hit in result.hits {
                #expect(hit.score == hit.parts.vector + hit.parts.keyword)
                #expect((0...0.5).contains(hit.parts.vector) && (0...0.5).contains(hit.parts.keyword))
            }
            let waiting = try #require(result.hits.first { $0.content == "A song of whale and sea." })
            #expect(waiting.parts.vector == 0)
            #expect(waiting.parts.keyword > 0.2)
        }
    }

    @Test("common words alone are looked up for the best rows, and a filter that few of those pass loses none")
    func pruned() async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute(
                """
                INSERT INTO documents (content, metadata)
                SELECT 'common usual ' || CASE WHEN n % 2 = 0 THEN 'plain ' ELSE '' END || 'r' || n % 50,
                    jsonb_build_object('n', n)
                FROM generate_series(1, 45000) AS n
                """
            )
            while try await bench.store.texts.indexKeywords() != .done {}
            let rare = try await bench.search("common r7 plain", mode: .keyword)
            #expect(rare.keywordPath == .rareWords)
            #expect(rare.hits.count == 10)
            #expect(rare.hits.allSatisfy { $0.content?.hasSuffix(" r7") == true })
            let filter = try MetadataFilter(["n": 4], of: .documents)
            let filtered = try await bench.search("common r7", mode: .keyword, filter: filter)
            #expect(filtered.hits.map(\.content) == ["common usual plain r4"])
            let alone = try await bench.search("common", mode: .keyword)
            #expect(alone.hits.count == 10)
            #expect(!alone.exhausted)
        }
    }
}
