import Embedding
import Logging
import Retrieval
import ServerKit

/// The collection as the tools use it: started when first needed.
final class Documents: Sendable {
    let store: Deferred<DocumentStore>
    let embedder: Deferred<any Embedder>
    let writer: Deferred<DocumentEmbedder>
    let logger: Logger

    /// Told when a document was stored that still waits for its vectors.
    let pending: AsyncStream<Void>
    private let announce: AsyncStream<Void>.Continuation

    init(resources: ServerResources) {
        let embedder = resources.embedder
        let store = Deferred {
            let store = try await DocumentStore(pool: resources.database.value())
            if let advice = store.pgvectorAdvice { resources.logger.warning("\(advice)") }
            return store
        }
        self.store = store
        self.embedder = embedder
        writer = Deferred { try await DocumentEmbedder(store: store.value(), embedder: embedder.value()) }
        logger = resources.logger
        // One announcement that waits is as good as many.
        (pending, announce) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func announcePending() {
        announce.yield()
    }
}
