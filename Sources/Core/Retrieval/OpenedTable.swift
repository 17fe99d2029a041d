package import Async
package import Embedding
package import Logging
package import Postgres

/// An embedded table with what is started for it when it is first needed.
package struct OpenedTable: Sendable {
    /// What needs no model.
    package let store: LazyValue<EmbeddedTableStore>
    private let embedded: LazyValue<EmbeddedCollection>
    private let checked = RecentCheck()

    package init(
        _ table: EmbeddedTable,
        database: LazyValue<PostgresPool>,
        embedder: LazyValue<any Embedder>,
        logger: Logger
    ) {
        let store = LazyValue {
            let store = try await EmbeddedTableStore(table, pool: database.value())
            guard store.table.isWhole else {
                throw RetrievalError(
                    .table,
                    "The table \(table.name) is not of this version. Run `migrate up`, or start a server without READ_ONLY."
                )
            }
            if let advice = store.pgvector.advice { logger.warning("\(advice)") }
            return store
        }
        self.store = store
        embedded = LazyValue {
            // The model is loaded while the database is opened.
            async let model = embedder.value()
            return try await EmbeddedCollection(store: store.value(), embedder: model)
        }
    }

    /// What needs the model, too.
    ///
    /// - Throws: ``RetrievalError`` where another model has embedded the table since it was opened.
    package func collection() async throws -> EmbeddedCollection {
        let collection = try await embedded.value()
        try await checked.check { try await collection.checkModel() }
        return collection
    }

    /// Gives vectors to what waits for them. The model is loaded only where something does.
    package func embedBacklog(logger: Logger) async throws -> BackgroundWorker.Outcome {
        guard try await store.value().hasBacklog() else { return .done }
        return try await collection().embedBacklog(logger: logger)
    }

    /// Keeps the index of words.
    package func indexKeywords() async throws -> BackgroundWorker.Outcome { try await store.value().indexKeywords() }
}
