import Async
import Documents
import Embedding
import FoundationEssentials
import Postgres
import TestSupport
import Testing

@testable import Retrieval

/// The second model has 16 dimensions and random weights.
@Suite("Embedding documents again by another model")
struct ReembeddingTests {
    private static let second = Task<any Embedder, any Error> {
        let home = PaddleHome.installed.path
        let model = BuildProducts.packageRoot.appending(path: "Tests/EmbeddingTests/Fixtures/tiny-f32-mean").path
        return try await loadEmbedder(
            EmbeddingConfiguration(
                model: model,
                modelsDirectory: home + "/models",
                openVINODirectory: home + "/openvino"
            ),
            logger: silentLogger
        )
    }

    private static let long = String(repeating: "The heron waits in the reeds until the fish come. ", count: 60)

    private func begin(_ bench: DocumentBench) async throws {
        try await bench.pool.transaction {
            try await bench.store.texts.beginReembedding(by: "tiny-f32-mean", dimensions: 16, on: $0)
        }
    }

    /// What the server's worker does.
    private func finish(_ bench: DocumentBench) async throws -> BackgroundWorker.Outcome {
        let work = Reembedding(
            of: [bench.store.texts],
            connecting: { bench.configuration.asServed },
            logger: silentLogger
        )
        return try await work.continue(loading: { _ in try await Self.second.value }, switched: { _, _ in })
    }

    private func columns(_ bench: DocumentBench) async throws -> [String] {
        try await bench.pool.query(
            """
            SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
            WHERE c.relname IN ('documents', 'document_passages', 'document_passages_next') AND attnum > 0 AND NOT attisdropped
            ORDER BY 1
            """
        ).map { try $0.decode(String.self) }
    }

    @Test("old vectors serve until the new ones take their place, and nothing that is written meanwhile is lost")
    func switched() async throws {
        try await DocumentBench.run { bench async throws in
            let whale = try await bench.add("A whale sings in the deep sea.").id
            let heron = try await bench.add(Self.long).id
            let before = try await columns(bench)
            try await begin(bench)
            #expect(try await bench.search("A whale sings in the deep sea.").hits.first?.id == Int64(whale))
            _ = try await bench.update(whale, DocumentChange(content: "A whale dives."))
            let train = try await bench.add("The train to Bergen leaves at nine.").id
            #expect(try await bench.store.texts.reembedding()?.total == 3)
            #expect(try await finish(bench) == .done)

            #expect(try await bench.store.texts.reembedding() == nil)
            #expect(try await columns(bench) == before.map { $0.replacing("vector(384)", with: "vector(16)") })
            let rows = try await bench.pool.query(
                "SELECT id, embedding_model, embedded_length > 0 FROM documents ORDER BY id"
            ).map { try $0.decode((Int32, String?, Bool?).self) }
            #expect(rows.map(\.0) == [whale, heron, train])
            #expect(rows.allSatisfy { $0.1 == "tiny-f32-mean" && $0.2 == true })
            let passages = try await bench.pool.query("SELECT DISTINCT document_id FROM document_passages")
            #expect(try passages.map { try $0.decode(Int32.self) } == [heron])

            let store = try await DocumentStore(.documents, pool: bench.pool)
            #expect(try await store.texts.vectorIndexes().filter(\.serves).count == 2)
            let collection = try await DocumentCollection(store: store, embedder: Self.second.value)
            let hits = try await collection.search("The train to Bergen leaves at nine.").hits
            #expect(hits.first?.id == Int64(train))
        }
    }

    @Test("who still has the model before can write no vector, and is told what to set")
    func modelBefore() async throws {
        try await DocumentBench.run { bench async throws in
            _ = try await bench.add("A whale sings.")
            try await begin(bench)
            #expect(try await finish(bench) == .done)
            await #expect(throws: (any Error).self) { try await bench.add("A whale dives.") }
            let store = try await DocumentStore(.documents, pool: bench.pool)
            let error = await #expect(throws: RetrievalError.self) {
                _ = try await DocumentCollection(store: store, embedder: bench.embedder)
            }
            #expect(error?.description.contains("Set EMBEDDING_MODEL") == true)
        }
    }

    @Test("a text that changes once it is embedded again, is embedded once more")
    func changed() async throws {
        try await DocumentBench.run { bench async throws in
            let id = try await bench.add(Self.long).id
            try await begin(bench)
            let next = try await EmbeddedTableStore(bench.store.texts.table.next, pool: bench.pool)
            let texts = try await EmbeddedCollection(store: next, embedder: Self.second.value)
            #expect(try await texts.embedBacklog(logger: silentLogger) == .done)
            #expect(try await bench.store.texts.reembedding()?.done == 1)
            _ = try await bench.update(id, DocumentChange(title: "Heron"))
            #expect(try await bench.store.texts.reembedding()?.done == 1)
            _ = try await bench.update(id, DocumentChange(content: "A heron."))
            #expect(try await bench.store.texts.reembedding()?.done == 0)
            #expect(try await bench.pool.query("SELECT FROM document_passages_next").isEmpty)
        }
    }

    @Test("what a process that died had claimed, another one embeds")
    func died() async throws {
        try await DocumentBench.run { bench async throws in
            for text in ["A whale sings.", "A heron waits.", "A train leaves."] { _ = try await bench.add(text) }
            try await begin(bench)
            let next = try await EmbeddedTableStore(bench.store.texts.table.next, pool: bench.pool)
            #expect(try await next.claimBacklog(limit: 2).count == 2)
            #expect(try await finish(bench) == .unfinished)
            #expect(try await bench.store.texts.reembedding()?.done == 1)
            try await bench.pool.execute("UPDATE documents SET embedding_lease_next = now() - interval '1 second'")
            #expect(try await finish(bench) == .done)
            #expect(
                try await bench.pool.query("SELECT FROM documents WHERE embedding_model = 'tiny-f32-mean'").count == 3
            )
        }
    }

    @Test("cancelled, everything is as it was; another model is refused until then")
    func cancelled() async throws {
        try await DocumentBench.run { bench async throws in
            let id = try await bench.add("A whale sings.").id
            let before = try await columns(bench)
            try await begin(bench)
            let error = await #expect(throws: RetrievalError.self) {
                try await bench.pool.transaction {
                    try await bench.store.texts.beginReembedding(by: "another", dimensions: 8, on: $0)
                }
            }
            #expect(error?.kind == .busy)
            for isThere in [true, false] {
                let was = try await bench.pool.transaction { try await bench.store.texts.cancelReembedding(on: $0) }
                #expect(was == isThere)
            }
            #expect(try await columns(bench) == before)
            #expect(try await bench.search("A whale sings.").hits.first?.id == Int64(id))
            _ = try await bench.update(id, DocumentChange(content: "A whale dives."))
        }
    }

    @Test("why it cannot go on is noted")
    func failure() async throws {
        try await DocumentBench.run { bench async throws in
            _ = try await bench.add("A whale sings.")
            try await begin(bench)
            let work = Reembedding(
                of: [bench.store.texts],
                connecting: { bench.configuration.asServed },
                logger: silentLogger
            )
            await #expect(throws: EmbeddingError.self) {
                _ = try await work.continue(
                    loading: { _ in throw EmbeddingError("There is no such model.") },
                    switched: { _, _ in }
                )
            }
            #expect(try await bench.store.texts.reembedding()?.failure == "There is no such model.")
        }
    }
}
