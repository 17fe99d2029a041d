package import Async
package import Embedding
package import Logging
package import Postgres
package import Retrieval

/// Gives the tools of a server access to the collection; each part is started when it is first needed.
package final class DocumentAccess: Sendable {
    /// Gives vectors to documents that wait for them; add it to the server's services.
    package let embedding: BackgroundWorker

    /// Keeps the index of their words; add it to the server's services.
    package let keywords: BackgroundWorker

    private let startingStore: LazyValue<DocumentStore>
    private let startingCollection: LazyValue<DocumentCollection>
    private let logger: Logger

    /// Nothing is started yet.
    package init(database: LazyValue<PostgresPool>, embedder: LazyValue<any Embedder>, logger: Logger) {
        let store = LazyValue {
            let store = try await DocumentStore(pool: database.value())
            if let advice = store.texts.pgvector.advice { logger.warning("\(advice)") }
            return store
        }
        let collection = LazyValue {
            try await DocumentCollection(store: store.value(), embedder: embedder.value())
        }
        startingStore = store
        startingCollection = collection
        self.logger = logger
        embedding = BackgroundWorker(logger: logger) {
            try await Self.embedBacklog(store, collection, logger: logger)
        }
        keywords = BackgroundWorker(logger: logger) { try await store.value().texts.indexKeywords() }
    }

    /// The documents that answer a query best. Where some wait to be found, the workers are woken.
    package func search(
        _ question: String,
        mode: SearchMode = .hybrid,
        limit: Int32 = 10,
        minScore: Double? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> SearchResult {
        let result =
            switch mode {
            case .keyword:
                // No model is loaded for it.
                try await store().texts.searchKeywords(question, limit: limit, minScore: minScore, filter: filter)
            case .vector, .hybrid:
                try await collection()
                    .search(question, mode: mode, limit: limit, minScore: minScore, filter: filter)
            }
        if result.waiting.vectors > 0 { embedding.wake() }
        if result.waiting.postings > 0 { keywords.wake() }
        return result
    }

    /// Lets the workers do what a stored document has left to them.
    package func stored(isEmbedded: Bool) {
        if !isEmbedded { embedding.wake() }
        keywords.wake()
    }

    /// The operations that need no model.
    package func store() async throws -> DocumentStore { try await startingStore.value().renewed() }

    /// The operations that need the model.
    package func collection() async throws -> DocumentCollection { try await startingCollection.value().renewed() }

    /// Gives vectors and postings to all documents that wait for them, before it returns.
    package func finishBacklog() async throws {
        _ = try await startingStore.value().texts.indexKeywords()
        _ = try await Self.embedBacklog(startingStore, startingCollection, logger: logger)
    }

    /// The model is loaded only where something waits for it.
    private static func embedBacklog(
        _ store: LazyValue<DocumentStore>,
        _ collection: LazyValue<DocumentCollection>,
        logger: Logger
    ) async throws -> BackgroundWorker.Outcome {
        guard try await store.value().texts.hasBacklog() else { return .done }
        return try await collection.value().embedBacklog(logger: logger)
    }
}
