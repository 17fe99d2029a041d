import Coordination
import Documents
import Embedding
import EmbeddingTestSupport
import FoundationEssentials
import Migration
import Postgres
import Retrieval
import TestSupport

/// A collection in a database of its own.
struct DocumentBench: Sendable {
    let configuration: PostgresConfiguration
    let pool: PostgresPool
    let store: DocumentStore
    let collection: DocumentCollection
    let embedder: any Embedder

    func add(_ content: String, title: String? = nil, metadata: String = "{}") async throws -> Document {
        let embedded = try await collection.embed(content)
        return try await pool.transaction { connection in
            try await store.insert(
                title: title,
                content: content,
                metadata: JSONText(metadata),
                embedded: embedded,
                on: connection
            )
        }
    }

    func update(_ id: Int32, _ change: DocumentChange) async throws -> Document? {
        var embedded: EmbeddedContent?
        if let content = change.content { embedded = try await collection.embed(content) }
        return try await pool.transaction { [embedded] connection in
            try await store.update(id: id, change, embedded: embedded, on: connection)
        }
    }

    func delete(_ id: Int32) async throws -> Bool {
        try await pool.transaction { try await store.delete(id: id, on: $0) }
    }

    func search(
        _ question: String,
        limit: Int32 = 10,
        minScore: Double? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> SearchResult {
        try await collection.search(question, limit: limit, minScore: minScore, filter: filter)
    }

    /// - Parameter prepare: what the database holds before the collection's migrations come.
    static func run(
        prepare: [String] = [],
        _ body: (DocumentBench) async throws -> Void
    ) async throws {
        let embedder = try await sharedEmbedder.value
        try await withTestPool { connection in
            for script in prepare { try await connection.script(script) }
            try await Migrator(sets: [changeMigrations, documentMigrations], logger: silentLogger).up(on: connection)
        } _: { configuration, pool in
            let store = try await DocumentStore(pool: pool)
            try await body(
                DocumentBench(
                    configuration: configuration,
                    pool: pool,
                    store: store,
                    collection: DocumentCollection(store: store, embedder: embedder),
                    embedder: embedder
                )
            )
        }
    }
}

/// The text of a file in `Fixtures`.
func fixture(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    return String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
}
