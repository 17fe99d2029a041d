import Embedding
import Logging
import Retrieval
import ServerKit

/// The collection as the tools use it: each part is started when it is first needed.
final class Documents: Sendable {
    let logger: Logger
    /// Told when a document may wait for its vectors.
    let pending: AsyncStream<Void>

    private let announce: AsyncStream<Void>.Continuation
    private let startingStore: Deferred<DocumentStore>
    private let startingEmbedder: Deferred<any Embedder>
    private let startingWriter: Deferred<DocumentEmbedder>

    init(resources: ServerResources) {
        let logger = resources.logger
        let embedder = resources.embedder
        let store = Deferred {
            let store = try await DocumentStore(pool: resources.database.value())
            if let advice = store.pgvectorAdvice { logger.warning("\(advice)") }
            return store
        }
        // One announcement that waits is as good as many.
        let (pending, announce) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        startingStore = store
        startingEmbedder = embedder
        startingWriter = Deferred {
            let writer = try await DocumentEmbedder(store: store.value(), embedder: embedder.value())
            // Documents of another model show only now that this one is known.
            announce.yield()
            return writer
        }
        self.logger = logger
        self.pending = pending
        self.announce = announce
    }

    /// What needs no model.
    func store() async throws -> DocumentStore { try await startingStore.value() }

    func embedder() async throws -> any Embedder { try await startingEmbedder.value() }

    func writer() async throws -> DocumentEmbedder { try await startingWriter.value() }

    func announcePending() {
        announce.yield()
    }
}
