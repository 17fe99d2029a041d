package import Async
package import Embedding
package import Logging
package import Postgres
package import Retrieval

/// The documents of one database together with the model that embeds them.
package struct DocumentCollection: Sendable {
    private let store: DocumentStore
    private let texts: EmbeddedCollection

    /// - Throws: ``RetrievalError`` where the model's vectors do not match those of the database.
    package init(store: DocumentStore, embedder: any Embedder) async throws {
        self.store = store
        self.texts = try await EmbeddedCollection(store: store.texts, embedder: embedder)
    }

    /// The same where the database was migrated; where not, as it is by now.
    func renewed() async throws -> DocumentCollection {
        guard !store.texts.table.isWhole else { return self }
        return try await DocumentCollection(store: store.renewed(), embedder: texts.embedder)
    }

    /// Stores a new document atomically.
    ///
    /// A very long text is stored without vectors; ``embedBacklog(logger:)`` adds them later.
    package func add(
        title: String?,
        content: String,
        metadata: JSONText,
        progress: Embedder.Progress? = nil
    ) async throws -> Document {
        let embedded = try await texts.embed(content, progress: progress)
        return try await store.insert(title: title, content: content, metadata: metadata, embedded: embedded)
    }

    /// Changes a document; nil where no document has this id. Only new content is embedded.
    package func update(
        id: Int32,
        _ change: DocumentChange,
        progress: Embedder.Progress? = nil
    ) async throws -> Document? {
        guard try await store.contains(id: id) else { return nil }
        var embedded: EmbeddedContent?
        if let content = change.content {
            embedded = try await texts.embed(content, progress: progress)
        }
        return try await store.update(id: id, change, embedded: embedded)
    }

    /// The documents nearest in meaning to a query.
    package func search(
        _ question: String,
        limit: Int32 = 10,
        minScore: Double? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> SearchResult {
        try await texts.search(question, limit: limit, minScore: minScore, filter: filter)
    }

    /// Gives vectors to every document that waits for them.
    package func embedBacklog(logger: Logger) async throws -> BackgroundWorker.Outcome {
        try await texts.embedBacklog(logger: logger)
    }
}
