import Async
import Embedding
import Logging
import Postgres
import Retrieval
import Synchronization

/// A collection with what was started for it.
struct OpenedCollection: Sendable {
    let collection: Collection
    let store: LazyValue<DocumentStore>
    let documents: LazyValue<DocumentCollection>

    init(_ collection: Collection, database: LazyValue<PostgresPool>, embedder: LazyValue<any Embedder>, logger: Logger)
    {
        self.collection = collection
        let store = LazyValue {
            let store = try await DocumentStore(collection.table, pool: database.value())
            if let advice = store.texts.pgvector.advice { logger.warning("\(advice)") }
            return store
        }
        self.store = store
        documents = LazyValue { try await DocumentCollection(store: store.value(), embedder: embedder.value()) }
    }

    /// The model is loaded only where something waits for it.
    func embedBacklog(logger: Logger) async throws -> BackgroundWorker.Outcome {
        guard try await store.value().texts.hasBacklog() else { return .done }
        return try await documents.value().embedBacklog(logger: logger)
    }
}

/// The collections that were used, opened anew where another process has changed or replaced them.
final class OpenedCollections: Sendable {
    /// For so long what the registry said is taken to be true.
    private static let freshness = Duration.seconds(1)

    let embedder: LazyValue<any Embedder>
    private let defaultName: String?
    private let database: LazyValue<PostgresPool>
    private let logger: Logger
    private let opened = Mutex<[String: (collection: OpenedCollection, checked: ContinuousClock.Instant)]>([:])

    /// - Parameter defaultName: A collection that is made where it is not there.
    init(
        defaultName: String?,
        database: LazyValue<PostgresPool>,
        embedder: LazyValue<any Embedder>,
        logger: Logger
    ) {
        self.defaultName = defaultName
        self.database = database
        self.embedder = embedder
        self.logger = logger
    }

    func registry() async throws -> CollectionStore { CollectionStore(pool: try await database.value()) }

    /// - Throws: ``RetrievalError`` where there is no such collection.
    func open(_ name: String) async throws -> OpenedCollection {
        let now = ContinuousClock.now
        if let known = opened.withLock({ $0[name] }), now - known.checked < Self.freshness { return known.collection }
        let registry = try await registry()
        if let found = try await registry.collection(name) { return note(found, checked: now) }
        forget(name)
        guard name == defaultName else { throw RetrievalError.noCollection(name) }
        return try await note(make(name, in: registry), checked: now)
    }

    /// Calls `body` with each collection, and throws its first error after the last of them.
    func each(
        _ body: @Sendable (OpenedCollection) async throws -> BackgroundWorker.Outcome
    ) async throws -> BackgroundWorker.Outcome {
        var outcome = BackgroundWorker.Outcome.done
        var failure: (any Error)?
        let now = ContinuousClock.now
        for collection in try await registry().collections() {
            // Another server embeds with another model.
            if let model = collection.model, let embedder = embedder.startedValue, embedder.model.id != model {
                continue
            }
            do {
                if try await body(note(collection, checked: now)) == .unfinished { outcome = .unfinished }
            } catch {
                try Task.checkCancellation()
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return outcome
    }

    private func note(_ collection: Collection, checked: ContinuousClock.Instant) -> OpenedCollection {
        opened.withLock { opened in
            let known = opened[collection.name]?.collection
            let current =
                known?.collection == collection
                ? known! : OpenedCollection(collection, database: database, embedder: embedder, logger: logger)
            opened[collection.name] = (current, checked)
            return current
        }
    }

    /// Has the registry asked about a collection anew.
    func forget(_ name: String) { opened.withLock { $0[name] = nil } }

    private func make(_ name: String, in registry: CollectionStore) async throws -> Collection {
        let model = try await embedder.value().model
        let new = NewCollection(name: name, model: model.id, dimensions: Int32(model.dimensions))
        do {
            try await registry.pool.transaction { try await registry.create(new, on: $0) }
        } catch let error as RetrievalError {
            // Another process may have made it just now.
            if try await registry.collection(name) == nil { throw error }
        }
        guard let made = try await registry.collection(name) else { throw RetrievalError.noCollection(name) }
        return made
    }
}

extension RetrievalError {
    static func noCollection(_ name: String) -> RetrievalError {
        RetrievalError(
            .missing,
            "There is no collection \"\(name)\". list_collections tells which there are, and create_collection makes one."
        )
    }
}
