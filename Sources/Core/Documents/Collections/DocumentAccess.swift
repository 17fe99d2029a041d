package import Async
package import Embedding
package import JSONFormat
package import Logging
package import Postgres
package import Retrieval
import Synchronization

/// Gives the tools of a server access to collections; each part is started when it is first needed.
///
/// Where a method takes the name of a collection, nil means the server's own.
package final class DocumentAccess: Sendable {
    /// The collection that is meant where none is named.
    package let defaultName: String

    /// Gives vectors to documents that wait for them; add it to the server's services.
    package let embedding: BackgroundWorker

    /// Keeps the indexes of their words; add it to the server's services.
    package let keywords: BackgroundWorker

    private let opened: OpenedCollections
    private let logger: Logger

    /// Nothing is started yet.
    ///
    /// - Parameter isReadOnly: Whether a default collection that is not there is an error; else it is made.
    package init(
        defaultName: String = Collection.defaultName,
        isReadOnly: Bool = false,
        database: LazyValue<PostgresPool>,
        embedder: LazyValue<any Embedder>,
        logger: Logger
    ) {
        let opened = OpenedCollections(
            defaultName: isReadOnly ? nil : defaultName,
            database: database,
            embedder: embedder,
            logger: logger
        )
        self.defaultName = defaultName
        self.opened = opened
        self.logger = logger
        embedding = BackgroundWorker(logger: logger) {
            try await opened.each { try await $0.embedBacklog(logger: logger) }
        }
        keywords = BackgroundWorker(logger: logger) {
            try await opened.each { try await $0.store.value().texts.indexKeywords() }
        }
    }

    /// A filter of a collection's documents.
    package func filter(_ object: JSONObject, of name: String?) async throws -> MetadataFilter {
        try MetadataFilter(object, of: await store(name).texts.table)
    }

    /// The documents that answer a query best. Where some wait to be found, the workers are woken.
    package func search(
        _ question: String,
        in name: String? = nil,
        mode: SearchMode = .hybrid,
        limit: Int32 = 10,
        depth: Int32? = nil,
        minScore: Double? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> SearchResult {
        let result =
            switch mode {
            case .keyword:
                // No model is loaded for it.
                try await store(name).texts.searchKeywords(question, limit: limit, minScore: minScore, filter: filter)
            case .vector, .hybrid:
                try await collection(name)
                    .search(question, mode: mode, limit: limit, depth: depth, minScore: minScore, filter: filter)
            }
        if result.waiting.vectors > 0 { embedding.wake() }
        // Nothing else tells that another program has written.
        if try await store(name).texts.table.isReadOnly { keywords.wake() }
        if result.waiting.postings > 0 { keywords.wake() }
        return result
    }

    /// Lets the workers do what a stored document has left to them.
    package func stored(isEmbedded: Bool) {
        if !isEmbedded { embedding.wake() }
        keywords.wake()
    }

    /// The registry of collections.
    package func collections() async throws -> CollectionStore { try await opened.registry() }

    /// What the registry says of a collection.
    package func description(of name: String?) async throws -> Collection {
        try await opened.open(name ?? defaultName).collection
    }

    /// Tells that a collection was deleted.
    package func deleted(_ name: String) { opened.forget(name) }

    /// Tells that the tables of a collection were changed.
    func changed(_ name: String) { opened.forget(name) }

    /// The operations that need no model.
    package func store(_ name: String? = nil) async throws -> DocumentStore {
        try await opened.open(name ?? defaultName).store.value().renewed()
    }

    /// The operations that need the model.
    package func collection(_ name: String? = nil) async throws -> DocumentCollection {
        // The model is loaded while the database is opened.
        async let embedder = opened.embedder.value()
        let collection = try await opened.open(name ?? defaultName)
        _ = try await (collection.store.value(), embedder)
        return try await collection.documents.value().renewed()
    }

    /// The model that embeds texts.
    package func embedder() async throws -> any Embedder { try await opened.embedder.value() }

    /// Gives vectors and postings to all documents that wait for them, before it returns.
    package func finishBacklog() async throws {
        let logger = logger
        _ = try await opened.each { try await $0.store.value().texts.indexKeywords() }
        _ = try await opened.each { try await $0.embedBacklog(logger: logger) }
    }
}
