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
        try await put([NewDocument(title: title, content: content, metadata: JSONText(metadata))])[0].document
    }

    func put(_ documents: [NewDocument]) async throws -> [StoredDocument] {
        var documents = documents
        try await collection.embed(&documents)
        return try await pool.transaction { [documents] in try await store.put(documents, on: $0) }
    }

    func update(_ id: Int32, _ change: DocumentChange) async throws -> Document? {
        var embedded: EmbeddedContent?
        if let content = change.content { embedded = try await collection.embed(content) }
        return try await pool.transaction { [embedded] connection in
            try await store.update(.id(id), change, embedded: embedded, on: connection)
        }
    }

    func delete(_ id: Int32) async throws -> Bool {
        try await pool.transaction { try await store.delete(.id(id), on: $0) } != nil
    }

    /// How many documents a deletion by this filter would find.
    func count(_ filter: MetadataFilter) async throws -> Int {
        try await pool.transaction { try await store.locked(filter, on: $0).count }
    }

    func search(
        _ question: String,
        mode: SearchMode = .vector,
        limit: Int32 = 10,
        minScore: Double? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> SearchResult {
        try await collection.search(question, mode: mode, limit: limit, minScore: minScore, filter: filter)
    }

    /// - Parameter prepare: what the database holds before the collection's migrations come.
    static func run(
        prepare: [String] = [],
        _ body: (DocumentBench) async throws -> Void
    ) async throws {
        let embedder = try await sharedEmbedder.value
        try await withTestPool { connection in
            for script in prepare { try await connection.script(script) }
            try await connection.asServed { connection in
                _ = try await Migrator(
                    sets: [changeMigrations, retrievalMigrations, documentMigrations],
                    logger: silentLogger
                )
                .up(on: connection)
            }
        } _: { configuration, pool in
            try await withPool(configuration.asServed) { served in
                let store = try await DocumentStore(.documents, pool: served)
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
}

extension DocumentBench {
    /// Random vectors with a little metadata; no model needed.
    func fill(count: Int = 5_200, indexes: String = hnsw) async throws {
        try await insert(
            """
            SELECT 'row ' || n, jsonb_build_object('all', true, 'hundredth', n % 100),
                (SELECT array_agg(random() - 0.5)::real[]::vector
                    FROM generate_series(1, 384) WHERE n > 0), 'all-MiniLM-L6-v2', 8
            FROM generate_series(1, \(count)) AS n
            """,
            indexes: indexes
        )
    }

    static let hnsw =
        "CREATE INDEX idx_documents_embedding ON documents USING hnsw (embedding vector_cosine_ops)"

    /// An index is built faster than it is filled row by row.
    func insert(_ rows: SQL, indexes: String = hnsw) async throws {
        try await pool.withConnection { connection in
            try await connection.script("DROP INDEX idx_documents_embedding")
            try await connection.execute(
                """
                INSERT INTO documents (content, metadata, embedding, embedding_model, embedded_length)
                \(fragment: rows)
                """
            )
            try await connection.script(indexes + "; ANALYZE documents")
        }
    }
}

/// The text of a file in `Fixtures`.
func fixture(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    return String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
}
