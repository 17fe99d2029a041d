import Async
package import Embedding
package import Logging
package import Postgres
package import Retrieval

extension ReembeddingWorker {
    /// Has the documents of collections embedded again.
    ///
    /// - Parameters:
    ///   - load: Loads the model of a name.
    ///   - connecting: How to make a connection of its own, which no pooler comes between.
    ///   - done: What belongs into the transaction that replaces the vectors of a table, by the name of their model.
    package convenience init(
        of documents: DocumentAccess,
        loading load: @escaping @Sendable (String) async throws -> any Embedder,
        connecting: @escaping @Sendable () async throws -> PostgresConfiguration,
        logger: Logger,
        done: @escaping @Sendable ([EmbeddedTableStore], _ model: String, PostgresConnection) async throws -> Void
    ) {
        self.init(logger: logger) {
            let registry = try await documents.collections()
            var outcome = BackgroundWorker.Outcome.done
            var failure: (any Error)?
            for collection in try await registry.collections() where !collection.table.isReadOnly {
                do {
                    let store = try await documents.store(collection.name).texts
                    let work = Reembedding(of: [store], connecting: connecting, logger: logger)
                    let part = try await work.continue(loading: load) { model, connection in
                        try await registry.note(model, of: collection, on: connection)
                        try await done([store], model, connection)
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
    }
}
