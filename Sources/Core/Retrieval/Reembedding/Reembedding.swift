package import Async
package import Embedding
package import Logging
package import Postgres

/// Embeds the texts of tables again by another model, while the vectors of the one before serve.
///
/// It is the backlog of ``EmbeddedTable/next``: several processes share it, and one that dies leaves its texts to the others.
/// Once all texts of all tables are embedded, indexes like the present ones are built, and the new vectors take the place of
/// the old ones in one short transaction. What is written meanwhile is embedded by both models, or waits for its vectors.
package struct Reembedding: Sendable {
    private let stores: [EmbeddedTableStore]
    private let connecting: @Sendable () async throws -> PostgresConfiguration
    private let logger: Logger

    /// - Parameters:
    ///   - stores: Tables that were begun together, since one model embeds them.
    ///   - connecting: How to make a connection of its own, which no pooler comes between.
    package init(
        of stores: [EmbeddedTableStore],
        connecting: @escaping @Sendable () async throws -> PostgresConfiguration,
        logger: Logger
    ) {
        self.stores = stores
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
        var model: String?
        for store in stores where model == nil { model = try await store.reembedding()?.model }
        guard let model else { return .done }
        do {
            let embedder = try await load(model)
            try await note(failure: nil)
            for store in stores {
                let next = try await EmbeddedTableStore(store.table.next, pool: store.pool)
                let texts = try await EmbeddedCollection(store: next, embedder: embedder)
                guard try await texts.embedBacklog(logger: logger) == .done else { return .unfinished }
                try await index(next, like: store)
            }
            try await replace(by: embedder.model.id, switched)
            return .done
        } catch {
            if !Task.isCancelled { try? await note(failure: "\(error)") }
            throw error
        }
    }

    private func note(failure: String?) async throws {
        for store in stores { try await store.noteReembedding(failure: failure) }
    }

    /// Puts the new vectors in the place of the old ones.
    private func replace(
        by model: String,
        _ switched: @Sendable (_ model: String, PostgresConnection) async throws -> Void
    ) async throws {
        guard let pool = stores.first?.pool else { return }
        try await pool.transaction { connection in
            try await connection.execute(EmbeddedTableStore.notWaitingLong)
            for store in stores {
                try await connection.execute(
                    "CALL public.paddle_finish_reembedding(\(fragment: store.table.name.relation), \(model))"
                )
            }
            try await switched(model, connection)
        }
        for store in stores { store.catalog.forget() }
    }

    /// Builds the index that the old vectors have, as finely as the new dimensions allow.
    private func index(_ next: EmbeddedTableStore, like store: EmbeddedTableStore) async throws {
        let there = try await next.vectorIndexes().filter(\.serves)
        let isWhole = next.table.vectorColumns.allSatisfy { column in
            there.contains { $0.table == column.table && $0.remainder == column.remainder?.remainder }
        }
        guard !isWhole else { return }
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
