import Async
import Logging
import Retrieval
import ServerKit

/// The collection as the tools use it: each part is started when it is first needed.
final class Documents: Sendable {
    let logger: Logger
    /// Told when a document may wait for its vectors.
    let pending: AsyncStream<Void>

    private let announce: AsyncStream<Void>.Continuation
    private let startingStore: LazyValue<DocumentStore>
    private let startingCollection: LazyValue<DocumentCollection>

    init(resources: ServerResources) {
        let logger = resources.logger
        let store = LazyValue {
            let store = try await DocumentStore(pool: resources.database.value())
            if let advice = store.pgvectorAdvice { logger.warning("\(advice)") }
            return store
        }
        startingStore = store
        startingCollection = LazyValue {
            try await DocumentCollection(store: store.value(), embedder: resources.embedder.value())
        }
        self.logger = logger
        // One announcement that waits is as good as many.
        (pending, announce) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What needs no model.
    func store() async throws -> DocumentStore { try await startingStore.value() }

    /// What needs the model, too.
    func collection() async throws -> DocumentCollection { try await startingCollection.value() }

    func announcePending() {
        announce.yield()
    }
}
