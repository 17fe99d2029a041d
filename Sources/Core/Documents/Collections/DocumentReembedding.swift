package import Async
package import Embedding
package import Logging
package import Postgres
import Retrieval
import Synchronization

/// Embeds the documents of collections again by other models, behind the calls.
package final class DocumentReembedding: Sendable {
    /// Does what was begun; add it to the server's services.
    package let worker: BackgroundWorker

    private let round: @Sendable () async throws -> BackgroundWorker.Outcome
    private let isBegun = Mutex(false)

    /// - Parameters:
    ///   - load: Loads the model of a name.
    ///   - connecting: How to make a connection of its own, which no pooler comes between.
    package init(
        of documents: DocumentAccess,
        loading load: @escaping @Sendable (String) async throws -> any Embedder,
        connecting: @escaping @Sendable () async throws -> PostgresConfiguration,
        logger: Logger
    ) {
        round = {
            let registry = try await documents.collections()
            var outcome = BackgroundWorker.Outcome.done
            var failure: (any Error)?
            for collection in try await registry.collections() where !collection.table.isReadOnly {
                do {
                    let store = try await documents.store(collection.name).texts
                    let work = Reembedding(of: store, connecting: connecting, logger: logger)
                    let part = try await work.continue(loading: load) { model, connection in
                        try await registry.note(model, of: collection, on: connection)
                    }
                    documents.changed(collection.name)
                    if part == .unfinished { outcome = .unfinished }
                } catch {
                    // One that cannot go on holds up no other.
                    try Task.checkCancellation()
                    failure = failure ?? error
                }
            }
            if let failure { throw failure }
            return outcome
        }
        worker = BackgroundWorker(logger: logger, work: round)
    }

    /// Lets the worker do what a call has begun.
    package func begun() {
        isBegun.withLock { $0 = true }
        worker.wake()
    }

    /// Does what a call of this process has begun, before it returns.
    package func finish() async throws {
        guard isBegun.withLock(\.self) else { return }
        while try await round() == .unfinished { try await Task.sleep(for: .seconds(1)) }
    }
}
