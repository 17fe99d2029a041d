import Documents
import Embedding
import JSONFormat
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Searching by vector")
struct SearchTests {
    private func filter(_ name: String, _ value: String) throws -> MetadataFilter {
        try MetadataFilter([name: JSON(parsing: value)], of: .documents)
    }

    @Test("a filter compares whole values, of any kind")
    func equality() async throws {
        try await DocumentBench.run { bench in
            _ = try await bench.add("a", metadata: #"{"tags":["x"],"n":1,"deep":{"k":"v"},"none":null}"#)
            _ = try await bench.add("b", metadata: #"{"tags":["x","y"],"n":"1","deep":{"k":"v","l":1}}"#)
            for (name, value) in [
                ("tags", #"["x"]"#), ("n", "1"), ("n", "1.0"), ("deep", #"{"k":"v"}"#), ("none", "null"),
            ] {
                let hits = try await bench.search("a", filter: filter(name, value)).hits
                #expect(hits.map(\.content) == ["a"], "\(name) = \(value)")
            }
            #expect(try await bench.search("a", filter: filter("tags", #"["y"]"#)).hits.isEmpty)
        }
    }

    @Test("a filter that few rows pass loses none of them")
    func selectiveFilter() async throws {
        try await DocumentBench.run { bench in
            try await bench.fill()
            let result = try await bench.search("anything", limit: 52, filter: filter("hundredth", "42"))
            #expect(result.path == .exact)
            #expect(result.hits.count == 52)
            #expect(!result.exhausted)
            let more = try await bench.search("anything", limit: 53, filter: filter("hundredth", "42"))
            #expect(more.hits.count == 52)
            #expect(more.exhausted)
        }
    }

    @Test("a filter that many rows pass goes through the index, and as many rows come back as were asked for")
    func wideFilter() async throws {
        try await DocumentBench.run { bench in
            try await bench.fill()
            let result = try await bench.search("anything", limit: 100, filter: filter("all", "true"))
            #expect(result.path == .indexes([VectorIndex(name: "idx_documents_embedding", method: "hnsw")]))
            #expect(result.hits.count == 100)
            #expect(result.hits.map(\.score) == result.hits.map(\.score).sorted(by: >))
        }
    }

    @Test("where the index gives up among rows that fail the filter, the rows that pass it are found all the same")
    func filterFarFromTheQuery() async throws {
        let giveUpSoon = """
            SET hnsw.max_scan_tuples = 300;
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET hnsw.max_scan_tuples = 300', current_database()); END $$
            """
        try await DocumentBench.run(prepare: [giveUpSoon]) { bench in
            // The rows near the question fail the filter; those that pass it lie on the other side.
            let question = try await bench.embedder.embed("anything")
            let near = Vector(question)
            let far = Vector(question.map { -$0 })
            try await bench.insert(
                """
                SELECT 'row', jsonb_build_object('near', n <= 1000), CASE WHEN n <= 1000 THEN \(near) ELSE \(far) END
                    + (SELECT array_agg(random() * 0.02)::real[]::vector FROM generate_series(1, 384) WHERE n > 0),
                    'all-MiniLM-L6-v2', 3
                FROM generate_series(1, 6200) AS n
                """
            )
            let result = try await bench.search("anything", filter: filter("near", "false"))
            #expect(result.path == .exact)
            #expect(result.hits.count == 10)
            #expect(!result.exhausted)
        }
    }

    @Test("the index answers nearly what exact search answers")
    func recall() async throws {
        try await DocumentBench.run { bench in
            let sentences = [
                "A fisherman", "My neighbour", "The engineer", "An old pianist", "Her doctor", "The mayor",
            ]
            .flatMap { who in ["repairs", "sells", "forgets", "photographs", "buries"].map { "\(who) \($0)" } }
            .flatMap { does in
                ["a clock", "the bridge", "some letters", "an apple tree", "two violins"].map { "\(does) \($0)" }
            }
            .flatMap { what in
                ["in the rain", "before dawn", "without a word", "at the harbour"].map { "\(what) \($0)" }
            }
            // Without it the table were small enough to be searched as a whole.
            let bulk: SQL = """
                (SELECT jsonb_build_object('bulk', string_agg(md5(random()::text), '')) FROM generate_series(1, 300)
                    WHERE content > '')
                """
            let vectors = try await bench.embedder.embed(sentences, progress: nil).map(Vector.init)
            try await bench.insert(
                """
                SELECT content, \(fragment: bulk), embedding, \(bench.embedder.model.id), length(content)
                FROM unnest(\(sentences), \(vectors)) AS rows (content, embedding)
                """
            )
            let questions = [
                "a musical instrument", "who mends things?", "wet weather", "early morning", "fruit in a garden",
                "silence", "ships and the sea", "medicine", "local politics", "taking pictures", "digging a grave",
                "losing one's memory", "trade", "time", "crossing a river", "the post", "old age", "fishing",
                "people next door", "machines",
            ]
            var found = 0
            for question in questions {
                let vector = try await bench.embedder.embed(question)
                let result = try await bench.store.texts.search(SearchQuery(vector: vector, limit: 10))
                #expect(result.path != .exact)
                let hits = result.hits
                let exact = try await bench.pool.pipeline([
                    "SELECT set_config('enable_indexscan', 'off', true)",
                    "SELECT id FROM documents ORDER BY embedding <=> \(Vector(vector)) LIMIT 10",
                ])[1].map { try $0.decode(Int64.self) }
                found += Set(exact).intersection(hits.map(\.id)).count
            }
            #expect(found >= 190, "\(found) of 200")
        }
    }

    @Test("a stored zero vector is not a hit, and does not hide others")
    func vectorWithoutLength() async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute(
                """
                INSERT INTO documents (content, metadata, embedding, embedding_model, embedded_length)
                VALUES ('nothing', '{"kind":"x"}', array_fill(0, ARRAY[384])::vector, 'all-MiniLM-L6-v2', 7)
                """
            )
            let whale = try await bench.add("A whale sings.", metadata: #"{"kind":"x"}"#)
            for filter in [nil, try filter("kind", "\"x\"")] {
                let result = try await bench.search("whales", filter: filter)
                #expect(result.hits.map(\.id) == [Int64(whale.id)])
                #expect(result.exhausted)
            }
        }
    }

    @Test("many near passages of one document leave room for the other documents")
    func crowding() async throws {
        try await DocumentBench.run { bench in
            let crowd = try await bench.add(
                (0..<400).map { "Chapter \($0): whales sing in the deep sea, verse after verse, year after year." }
                    .joined(separator: "\n")
            )
            #expect(crowd.passages > 30)
            var others: Set<Int64> = []
            for number in 0..<5 {
                let filler = String(repeating: "Invoices are due within thirty days. ", count: 60)
                others.insert(Int64(try await bench.add(filler + "Whales were heard singing, note \(number).").id))
            }
            let hits = try await bench.search("whales singing in the sea", limit: 6).hits
            #expect(hits.count == 6)
            #expect(Set(hits.map(\.id)) == others.union([Int64(crowd.id)]))
        }
    }

    @Test("min_score leaves out what is farther off, and the answer says there is no more")
    func minScore() async throws {
        try await DocumentBench.run { bench in
            _ = try await bench.add("Cats sleep most of the day.")
            _ = try await bench.add("The bond market closed higher.")
            let all = try await bench.search("sleeping cats").hits
            #expect(all.count == 2)
            let near = try await bench.search("sleeping cats", minScore: (all[0].score + all[1].score) / 2)
            #expect(near.hits.map(\.content) == ["Cats sleep most of the day."])
            #expect(near.exhausted)
        }
    }
}
