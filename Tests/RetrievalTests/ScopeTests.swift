import JSONFormat
import Postgres
import TestSupport
import Testing

@testable import Retrieval

@Suite("Searching a table that is divided into scopes")
struct ScopeTests {
    @Test("one scope, several, or none: only their rows are found")
    func scopes() async throws {
        try await MemoryBench.run { bench in
            let first = try await bench.remember("The cat sleeps on the sofa.", bank: 1)
            let second = try await bench.remember("A cat slept in the garden.", bank: 2)
            let third = try await bench.remember("Cats sleep a lot.", bank: 3)
            func found(_ scope: SearchScope?) async throws -> Set<Int64> {
                Set(try await bench.memories.search("sleeping cats", scope: scope).hits.map(\.id))
            }
            #expect(try await found(SearchScope([2])) == [second])
            #expect(try await found(SearchScope([1, 3])) == [first, third])
            #expect(try await found(nil) == [first, second, third])
            #expect(try await found(SearchScope([4])).isEmpty)
            #expect(try await found(SearchScope([Int32]())).isEmpty)
        }
    }

    @Test("a scope and a filter hold together")
    func scopeAndFilter() async throws {
        try await MemoryBench.run { bench in
            let wanted = try await bench.remember("Tea at four.", bank: 1, facts: #"{"kind":"event"}"#)
            try await bench.remember("Tea at five.", bank: 1, facts: #"{"kind":"note"}"#)
            try await bench.remember("Tea at six.", bank: 2, facts: #"{"kind":"event"}"#)
            let result = try await bench.memories.search(
                "tea",
                scope: SearchScope([1]),
                filter: MetadataFilter(["kind": "event"], of: MemoryBench.table)
            )
            #expect(result.hits.map(\.id) == [wanted])
            #expect(result.hits.map(\.content) == ["Tea at four."])
            #expect(result.hits.map(\.title) == [nil])
            #expect(result.hits.map(\.metadata?.text) == [#"{"kind": "event"}"#])
            #expect(result.exhausted)
        }
    }

    @Test("every part of a long memory is found in its scope, with the passage that contains it")
    func passages() async throws {
        try await MemoryBench.run { bench in
            let filler = String(repeating: "The committee met on Tuesday and approved the minutes. ", count: 80)
            let fact = "Octopuses have three hearts and blue blood."
            let id = try await bench.remember(filler + fact + " " + filler, bank: 7)
            try await bench.remember(filler + fact + " " + filler, bank: 8)
            for scope in [SearchScope([7]), nil] {
                let hits = try await bench.memories.search("How many hearts has an octopus?", scope: scope).hits
                let hit = try #require(hits.first { $0.id == id })
                #expect(hit.content?.contains(fact) == true)
                #expect(hit.passage.map { $0.lowerBound > 0 } == true)
            }
            // Shorter content leaves no passage of the longer behind.
            let short = "Octopuses are clever."
            _ = try await bench.pool.pipeline(
                bench.store.update(id: id, "importance = 2", content: short, embedded: bench.memories.embed(short))
            )
            let left = try await bench.pool.query(#"SELECT DISTINCT memory = \#(id) FROM "Mind"."Parts""#)
            #expect(try left.map { try $0.decode(Bool.self) } == [false])
            let now = try await bench.memories.search("How many hearts has an octopus?", scope: SearchScope([7])).hits
            #expect(now.map(\.content) == [short])
        }
    }

    @Test("a small scope is searched exactly, a large one as the planner likes, and neither loses rows")
    func paths() async throws {
        try await MemoryBench.run { bench in
            try await bench.pool.withConnection { connection in
                try await connection.script(#"DROP INDEX "Mind".vectors"#)
                try await connection.execute(
                    """
                    INSERT INTO "Mind"."Memories" (bank, said, vec, "made by", covered)
                    SELECT CASE WHEN n % 100 = 0 THEN 1 ELSE 2 END, 'memory ' || n,
                        (SELECT array_agg(random() - 0.5)::real[]::vector FROM generate_series(1, 384) WHERE n > 0),
                        'all-MiniLM-L6-v2', 10
                    FROM generate_series(1, 5200) AS n
                    """
                )
                try await connection.script(
                    #"CREATE INDEX vectors ON "Mind"."Memories" USING hnsw (vec vector_cosine_ops); ANALYZE "Mind"."Memories""#
                )
            }
            let small = try await bench.memories.search("anything", limit: 60, scope: SearchScope([1]))
            #expect(small.path == .exact)
            #expect(small.hits.count == 52)
            #expect(small.exhausted)
            let large = try await bench.memories.search("anything", limit: 60, scope: SearchScope([2]))
            #expect(!large.exhausted)
            #expect(large.hits.count == 60)
            #expect(large.hits.map(\.score) == large.hits.map(\.score).sorted(by: >))
        }
    }

    @Test("scopes share indexes by their remainders: each large one is found through that of its own")
    func remainders() async throws {
        try await MemoryBench.run { bench in
            var table = MemoryBench.table
            table.scopeModulus = 4
            try await bench.pool.withConnection { connection in
                try await connection.script(#"DROP INDEX "Mind".vectors"#)
                try await connection.execute(
                    """
                    INSERT INTO "Mind"."Memories" (bank, said, vec, "made by", covered)
                    SELECT CASE n % 100 WHEN 0 THEN 9 WHEN 1 THEN -3 ELSE 1 + n % 2 END, 'memory ' || n,
                        (SELECT array_agg(random() - 0.5)::real[]::vector FROM generate_series(1, 384) WHERE n > 0),
                        'all-MiniLM-L6-v2', 10
                    FROM generate_series(1, 4000) AS n
                    """
                )
            }
            let store = try await EmbeddedTableStore(table, pool: bench.pool)
            let builder = VectorIndexBuilder(store, connecting: { bench.configuration }, logger: silentLogger)
            try await builder.build(VectorIndexPlan())
            let names = try await store.vectorIndexes().filter(\.serves).map(\.index.name)
            let expected = (0..<4).map { "idx_Memories_vec_\($0)" }
            #expect(names.filter(expected.contains) == expected)

            let memories = try await EmbeddedCollection(store: store, embedder: bench.embedder)
            func found(_ banks: [Int32]) async throws -> (path: String?, banks: Set<Int32>, hits: [SearchHit]) {
                let result = try await memories.search("anything", mode: .vector, limit: 60, scope: SearchScope(banks))
                let rows = try await bench.pool.query(
                    #"SELECT DISTINCT bank FROM "Mind"."Memories" WHERE "memory no" = ANY (\#(result.hits.map(\.id)))"#
                )
                return (result.path?.description, Set(try rows.map { try $0.decode(Int32.self) }), result.hits)
            }
            let one = try await found([1])
            #expect(one.path?.contains("idx_Memories_vec_1 (hnsw)") == true, "\(one.path ?? "")")
            #expect(one.banks == [1])
            #expect(one.hits.count == 60)
            let both = try await found([1, 2])
            #expect(both.path?.contains("idx_Memories_vec_1 (hnsw)") == true)
            #expect(both.path?.contains("idx_Memories_vec_2 (hnsw)") == true)
            #expect(both.banks == [1, 2])
            #expect(both.hits.map(\.score) == both.hits.map(\.score).sorted(by: >))
            // It shares the index of bank 1, which would leave it out.
            let small = try await found([9])
            #expect(small.path == "exact")
            #expect(small.banks == [9])
            #expect(small.hits.count == 40)
            // No index is for what a negative number leaves.
            let negative = try await found([1, -3])
            #expect(negative.path == "exact")
            #expect(try await found([-3]).hits.count == 40)
        }
    }
}
