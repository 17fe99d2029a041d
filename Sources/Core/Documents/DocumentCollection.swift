package import Async
package import Embedding
package import Logging
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

    /// The model that embeds its texts.
    package var model: String { texts.embedder.model.id }

    /// The dimensions of its vectors.
    package var dimensions: Int { texts.embedder.model.dimensions }

    /// Whether one vector covers all of a text.
    func isOnePassage(_ content: String) async throws -> Bool {
        try await texts.embedder.passages(of: content).count == 1
    }

    /// The vectors of texts; nil for a very long one.
    func embed(contents: [String], progress: Embedder.Progress?) async throws -> [EmbeddedContent?] {
        try await texts.embed(contents, progress: progress)
    }

    /// The same where the database was migrated; where not, as it is by now.
    func renewed() async throws -> DocumentCollection {
        guard !texts.store.table.isWhole else { return self }
        return try await DocumentCollection(
            store: DocumentStore(texts.store.table, pool: texts.store.pool),
            embedder: texts.embedder
        )
    }

    /// The vectors of a text that is about to be stored; nil for a very long one, which ``embedBacklog(logger:)`` embeds
    /// later.
    package func embed(_ content: String, progress: Embedder.Progress? = nil) async throws -> EmbeddedContent? {
        try await texts.embed(content, progress: progress)
    }

    /// Gives vectors to documents that are about to be stored, except to those whose text is stored under their key
    /// already, and to very long ones.
    /// - Throws: ``RetrievalError`` for a text without any words.
    package func embed(_ documents: inout [NewDocument], progress: Embedder.Progress? = nil) async throws {
        for document in documents { try EmbeddedCollection.check(document.content) }
        let stored = try await store.hasContent(documents)
        let new = documents.indices.filter { !stored.contains($0) }
        guard !new.isEmpty else { return }
        let embedded = try await texts.embed(new.map { documents[$0].content }, progress: progress)
        for (place, embedded) in zip(new, embedded) { documents[place].embedded = embedded }
    }

    /// The documents that answer a query best.
    package func search(
        _ question: String,
        mode: SearchMode = .hybrid,
        limit: Int32 = 10,
        depth: Int32? = nil,
        minScore: Double? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> SearchResult {
        try await texts.search(
            question,
            mode: mode,
            limit: limit,
            depth: depth,
            minScore: minScore,
            filter: filter
        )
    }

    /// Gives vectors to every document that waits for them.
    package func embedBacklog(logger: Logger) async throws -> BackgroundWorker.Outcome {
        try await texts.embedBacklog(logger: logger)
    }
}
