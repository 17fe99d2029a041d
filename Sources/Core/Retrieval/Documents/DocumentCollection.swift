public import Embedding
public import Postgres

/// The documents of one database together with the model that embeds them.
public struct DocumentCollection: Sendable {
    /// Longer texts are stored at once and embedded behind the call: about 20 s of work on two cores.
    static let passagesEmbeddedInCall = 500

    let store: DocumentStore
    let embedder: any Embedder

    /// - Throws: ``RetrievalError`` where the vectors of the model do not fit those of the database.
    public init(store: DocumentStore, embedder: any Embedder) async throws {
        guard store.dimensions == embedder.model.dimensions else {
            throw RetrievalError(
                """
                The model \(embedder.model.id) makes vectors of \(embedder.model.dimensions) dimensions, but the column \
                documents.embedding holds vectors of \(store.dimensions). Set EMBEDDING_MODEL to the model that made \
                them, or use another database.
                """
            )
        }
        if let other = try await store.otherModel(than: embedder.model.id) {
            throw RetrievalError(
                """
                The documents have vectors of the model \(other), which cannot be compared with those of \
                \(embedder.model.id). Set EMBEDDING_MODEL to \(other), use another database, or have all documents \
                embedded anew: UPDATE documents SET embedding = NULL, embedding_model = NULL, embedded_length = NULL
                """
            )
        }
        self.store = store
        self.embedder = embedder
    }

    /// Stores a new document: whole or not at all.
    ///
    /// A very long text is stored without vectors; ``embedPending()`` gives it them later.
    public func add(
        title: String?,
        content: String,
        metadata: JSONText,
        progress: Embedder.Progress? = nil
    ) async throws -> Document {
        let embedded = try await embed(content, progress: progress)
        return try await store.insert(title: title, content: content, metadata: metadata, embedded: embedded)
    }

    /// Changes a document; nil where no document has this id. Only new content is embedded.
    public func update(
        id: Int32,
        _ change: DocumentChange,
        progress: Embedder.Progress? = nil
    ) async throws -> Document? {
        guard try await store.contains(id: id) else { return nil }
        var embedded: EmbeddedContent?
        if let content = change.content {
            embedded = try await embed(content, progress: progress)
        }
        return try await store.update(id: id, change, embedded: embedded)
    }

    /// The documents nearest in meaning to a question.
    public func search(
        _ question: String,
        limit: Int32 = 10,
        minScore: Double? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> DocumentSearchResult {
        guard question.holdsText else {
            throw RetrievalError("query holds only white space or control characters: give it at least one word.")
        }
        let vector = try await embedder.embed(question)
        return try await store.search(
            DocumentQuery(vector: vector, limit: limit, minScore: minScore, filter: filter)
        )
    }

    private func embed(_ content: String, progress: Embedder.Progress?) async throws -> EmbeddedContent? {
        guard content.holdsText else {
            throw RetrievalError("content holds only white space or control characters: give it at least one word.")
        }
        let passages = try await embedder.passages(of: content)
        guard passages.count <= Self.passagesEmbeddedInCall else { return nil }
        return try await embed(passages, of: content, progress: progress)
    }

    func embed(
        _ passages: [Passage],
        of content: String,
        progress: Embedder.Progress?
    ) async throws -> EmbeddedContent {
        let vectors = try await embedder.embed(passages: passages, progress: progress)
        return EmbeddedContent(content: content, passages: passages, vectors: vectors, model: embedder.model.id)
    }
}

extension String {
    /// Whether there is anything to read, and so to embed.
    var holdsText: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format: false
            default: !scalar.properties.isWhitespace
            }
        }
    }
}
