package import Async
package import Embedding
package import Logging
package import Postgres

/// Embeds the texts of a table again by another model, while the vectors of the one before serve.
///
/// It is the backlog of ``EmbeddedTable/next``: several processes share it, and one that dies leaves its texts to the others.
/// Once all are embedded, an index like the present one is built, and the new vectors take the place of the old ones in one
/// short transaction. What is written meanwhile is embedded by both models, or waits for its vectors.
package struct Reembedding: Sendable {
    private let store: EmbeddedTableStore
    private let connecting: @Sendable () async throws -> PostgresConfiguration
    private let logger: Logger

    /// - Parameter connecting: How to make a connection of its own, which no pooler comes between.
    package init(
        of store: EmbeddedTableStore,
        connecting: @escaping @Sendable () async throws -> PostgresConfiguration,
        logger: Logger
    ) {
        self.store = store
        self.connecting = connecting
        self.logger = logger
    }

    /// Does what is left, if it was begun.
    ///
    /// - Parameters:
    ///   - load: Loads the model of a name.
    ///   - switched: What belongs into the transaction that replaces the vectors, by the id of their model.
    package func `continue`(
        loading load: (String) async throws -> any Embedder,
        switched: @Sendable (_ model: String, PostgresConnection) async throws -> Void
    ) async throws -> BackgroundWorker.Outcome {
        guard let state = try await store.reembedding() else { return .done }
        do {
            let embedder = try await load(state.model)
            try await store.noteReembedding(failure: nil)
            let next = try await EmbeddedTableStore(store.table.next, pool: store.pool)
            let texts = try await EmbeddedCollection(store: next, embedder: embedder)
            guard try await texts.embedBacklog(logger: logger) == .done else { return .unfinished }
            try await index(next)
            try await store.pool.transaction { connection in
                try await connection.execute(EmbeddedTableStore.notWaitingLong)
                try await connection.execute(
                    "CALL public.paddle_finish_reembedding(\(fragment: store.table.name.relation), \(embedder.model.id))"
                )
                try await switched(embedder.model.id, connection)
            }
            store.catalog.forget()
            return .done
        } catch {
            if !Task.isCancelled { try? await store.noteReembedding(failure: "\(error)") }
            throw error
        }
    }

    /// Builds the index that the old vectors have, as finely as the new dimensions allow.
    private func index(_ next: EmbeddedTableStore) async throws {
        guard try await !next.vectorIndexes().contains(where: \.serves) else { return }
        let present = try await store.vectorIndexes().filter(\.serves).compactMap(VectorIndexPlan.init).first
        guard var plan = present else { return }
        if next.dimensions > plan.precision.mostDimensions {
            guard
                let precision = VectorPrecision.allCases.first(where: { $0.mostDimensions >= next.dimensions }),
                next.pgvector.hasHalfVectors
            else { return }
            plan.precision = precision
        }
        try await VectorIndexBuilder(next, connecting: connecting, logger: logger).build(plan)
    }
}
