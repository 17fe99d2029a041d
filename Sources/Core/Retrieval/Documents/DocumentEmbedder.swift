public import Embedding
public import Postgres

/// Adds and changes documents with their vectors, and gives vectors to documents that have none.
public struct DocumentEmbedder: Sendable {
    /// Longer texts are stored at once and embedded behind the call: about 20 s of work on two cores.
    static let passagesEmbeddedInCall = 500

    let store: DocumentStore
    let embedder: any Embedder

    /// An embedder of the documents of one store.
    /// - Throws: ``RetrievalError`` where the vectors of the model do not fit the column.
    public init(store: DocumentStore, embedder: any Embedder) throws(RetrievalError) {
        guard store.dimensions == embedder.model.dimensions else {
            throw RetrievalError(
                """
                The model \(embedder.model.id) makes vectors of \(embedder.model.dimensions) dimensions, but the column \
                documents.embedding holds vectors of \(store.dimensions). Set EMBEDDING_MODEL to the model that made \
                them, or use another database.
                """
            )
        }
        self.store = store
        self.embedder = embedder
    }

    /// Stores a new document: whole or not at all.
    ///
    /// A very long text is stored without vectors; ``embedPending(progress:)`` gives it them later.
    public func add(
        title: String?,
        content: String,
        metadata: JSONText,
        progress: EmbeddingProgress?
    ) async throws -> Document {
        let embedded = try await embed(content, progress: progress)
        return try await store.insert(title: title, content: content, metadata: metadata, embedded: embedded)
    }

    /// Changes a document; nil where no document has this id. Only new content is embedded.
    public func update(
        id: Int32,
        _ change: DocumentChange,
        progress: EmbeddingProgress?
    ) async throws -> Document? {
        guard try await store.contains(id: id) else { return nil }
        var embedded: EmbeddedContent?
        if let content = change.content {
            embedded = try await embed(content, progress: progress)
        }
        return try await store.update(id: id, change, embedded: embedded)
    }

    /// How far ``embedPending()`` got.
    public enum PendingOutcome: Sendable, Equatable {
        /// No document waits any more.
        case done
        /// Another process embeds what waits.
        case busyElsewhere
    }

    /// Gives vectors to every document that waits for them, oldest first: those that another program or an earlier
    /// version stored, those of another model, and very long ones. One process at a time does this work.
    public func embedPending() async throws -> PendingOutcome {
        while true {
            guard try await !store.documentsToEmbed(model: embedder.model.id, limit: 1).isEmpty else { return .done }
            let isMine = try await store.pool.withConnection { connection in
                let locked = try await connection.query("SELECT pg_try_advisory_lock(\(Self.lockKey))")
                guard try locked[0].decode(Bool.self) else { return false }
                do {
                    try await embedSomePending()
                } catch {
                    _ = try? await connection.query("SELECT pg_advisory_unlock(\(Self.lockKey))")
                    throw error
                }
                _ = try await connection.query("SELECT pg_advisory_unlock(\(Self.lockKey))")
                return true
            }
            guard isMine else { return .busyElsewhere }
        }
    }

    /// Any number that nothing else in the database locks on: "embed" in ASCII.
    private static let lockKey: Int64 = 0x65_6d_62_65_64

    private func embedSomePending() async throws {
        for (id, content) in try await store.documentsToEmbed(model: embedder.model.id, limit: 16) {
            guard content.holdsText else {
                try await store.setEmbedding(nil, of: id, content: content)
                continue
            }
            let passages = try await embedder.passages(of: content)
            let vectors = try await embedder.embed(passages: passages, progress: nil)
            let embedded = EmbeddedContent(
                content: content,
                passages: passages,
                vectors: vectors,
                model: embedder.model.id
            )
            try await store.setEmbedding(embedded, of: id, content: content)
        }
    }

    private func embed(_ content: String, progress: EmbeddingProgress?) async throws -> EmbeddedContent? {
        let passages = try await passages(of: content)
        guard passages.count <= Self.passagesEmbeddedInCall else { return nil }
        let vectors = try await embedder.embed(passages: passages, progress: progress)
        return EmbeddedContent(content: content, passages: passages, vectors: vectors, model: embedder.model.id)
    }

    private func passages(of content: String) async throws -> [Passage] {
        guard content.holdsText else {
            throw RetrievalError("content holds only white space or control characters: give it at least one word.")
        }
        return try await embedder.passages(of: content)
    }
}

extension String {
    /// Whether there is anything to read, and so to embed.
    fileprivate var holdsText: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format: false
            default: !scalar.properties.isWhitespace
            }
        }
    }
}

/// Told how many of how many passages are embedded.
public typealias EmbeddingProgress = @Sendable (_ done: Int, _ total: Int) -> Void
