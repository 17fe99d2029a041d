import Async
import Embedding
import Postgres
import TestSupport
import Testing

@testable import Retrieval

@Suite("Which model made the vectors")
struct ModelIdentityTests {
    @Test("another model is refused by name, and the suggested way out works")
    func otherModel() async throws {
        try await MemoryBench.run { bench async throws in
            let id = try await bench.remember("one", bank: 1)
            try await bench.pool.execute(#"UPDATE "Mind"."Memories" SET "made by" = 'another'"#)
            let error = await #expect(throws: RetrievalError.self) {
                try await EmbeddedCollection(store: bench.store, embedder: bench.embedder)
            }
            let text = try #require(error).description
            #expect(text.contains("Mind.Memories"))
            #expect(text.contains("EMBEDDING_MODEL to another"))
            let wayOut = try #require(text.firstRange(of: "UPDATE "))
            try await bench.pool.execute(SQL(unsafe: String(text[wayOut.lowerBound...])))

            let memories = try await EmbeddedCollection(store: bench.store, embedder: bench.embedder)
            #expect(try await memories.embedBacklog(logger: silentLogger) == .done)
            #expect(try await memories.search("one").hits.map(\.id) == [id])
            #expect(try await bench.store.otherModel(than: "another") == bench.embedder.model.id)
        }
    }

    @Test("vectors of other dimensions are refused, with both numbers")
    func dimensions() async throws {
        try await MemoryBench.run { bench async throws in
            try await bench.pool.execute(#"DROP INDEX "Mind".vectors"#)
            try await bench.pool.execute(#"ALTER TABLE "Mind"."Memories" ALTER COLUMN vec TYPE vector(768)"#)
            let store = try await EmbeddedTableStore(MemoryBench.table, pool: bench.pool)
            let error = await #expect(throws: RetrievalError.self) {
                try await EmbeddedCollection(store: store, embedder: bench.embedder)
            }
            #expect(error?.description.contains("384") == true)
            #expect(error?.description.contains("768") == true)
        }
    }

    @Test("a table without the column of the vectors is refused by name")
    func noColumn() async throws {
        try await MemoryBench.run { bench async throws in
            var table = MemoryBench.table
            table.embedding = "elsewhere"
            let error = await #expect(throws: RetrievalError.self) {
                try await EmbeddedTableStore(table, pool: bench.pool)
            }
            #expect(error?.description.contains("Mind.Memories has no column elsewhere") == true)
        }
    }
}
