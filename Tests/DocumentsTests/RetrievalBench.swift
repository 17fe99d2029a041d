import Embedding
import FoundationEssentials
import Migration
import Postgres
import Retrieval
import TestSupport

/// The real model, loaded once for all tests here.
let sharedEmbedder = Task<any Embedder, any Error> {
    let home = PaddleHome.installed.path
    return try await loadEmbedder(
        EmbeddingConfiguration(modelsDirectory: home + "/models", openVINODirectory: home + "/openvino"),
        logger: silentLogger
    )
}

/// A collection in a database of its own.
struct RetrievalBench: Sendable {
    let configuration: PostgresConfiguration
    let pool: PostgresPool
    let store: DocumentStore
    let collection: DocumentCollection
    let embedder: any Embedder

    func add(_ content: String, title: String? = nil, metadata: String = "{}") async throws -> Document {
        try await collection.add(title: title, content: content, metadata: JSONText(metadata), progress: nil)
    }

    func search(
        _ question: String,
        limit: Int32 = 10,
        minScore: Double? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> DocumentSearchResult {
        try await store.search(
            DocumentQuery(
                vector: embedder.embed(question),
                limit: limit,
                minScore: minScore,
                filter: filter
            )
        )
    }

    /// - Parameter prepare: what the database holds before the collection's migrations come.
    static func run(
        prepare: [String] = [],
        _ body: (RetrievalBench) async throws -> Void
    ) async throws {
        let embedder = try await sharedEmbedder.value
        try await withTestDatabase { configuration async throws in
            let pool = PostgresPool(PostgresPoolConfiguration(configuration), logger: silentLogger)
            do {
                try await pool.withConnection { connection in
                    for script in prepare { try await connection.script(script) }
                    try await Migrator(sets: [documentMigrations], logger: silentLogger).up(on: connection)
                }
                let store = try await DocumentStore(pool: pool)
                try await body(
                    RetrievalBench(
                        configuration: configuration,
                        pool: pool,
                        store: store,
                        collection: DocumentCollection(store: store, embedder: embedder),
                        embedder: embedder
                    )
                )
                await pool.close()
            } catch {
                await pool.close()
                throw error
            }
        }
    }
}

/// The text of a file in `Fixtures`.
func fixture(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    return String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
}
