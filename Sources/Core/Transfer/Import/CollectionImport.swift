package import Documents
import Files
package import Postgres
import Retrieval

/// Stores what a source holds, batch by batch, each in a transaction of its own together with how far the import has come:
/// one that was killed goes on where it ended.
package struct CollectionImport: Sendable {
    package struct Options: Sendable {
        /// What becomes of documents that are there already.
        package var existing: ExistingDocument
        /// Whether texts get new vectors where those of the source are of another model.
        package var embedsAgain: Bool
        /// Whether documents get new ids.
        package var assignsIDs: Bool
        /// Whether to begin at the beginning, although an import of the same source was interrupted.
        package var restarts: Bool

        package init(
            existing: ExistingDocument = .skip,
            embedsAgain: Bool = false,
            assignsIDs: Bool = false,
            restarts: Bool = false
        ) {
            self.existing = existing
            self.embedsAgain = embedsAgain
            self.assignsIDs = assignsIDs
            self.restarts = restarts
        }
    }

    /// What an import has done.
    package struct Report: Sendable {
        /// Of the whole import, including what was done before it was interrupted.
        package var counts: RestoredCounts
        /// How many documents were stored before it was interrupted; nil where it was not.
        package var resumedAfter: Int?
        /// Whether the texts got new vectors, those of the source being of another model or none.
        package var wasEmbeddedAgain: Bool
    }

    private let source: any ImportSource
    private let store: DocumentStore
    private let collection: DocumentCollection
    private let options: Options
    private let ledger: ImportLedger
    private let mayStore: @Sendable (PostgresConnection) async throws -> Void

    /// - Parameter mayStore: Throws, in the transaction of a batch, where another process goes on with the import.
    package init(
        _ source: any ImportSource,
        into store: DocumentStore,
        _ collection: DocumentCollection,
        _ options: Options = Options(),
        mayStore: @escaping @Sendable (PostgresConnection) async throws -> Void = { _ in }
    ) {
        self.source = source
        self.store = store
        self.collection = collection
        self.options = options
        self.mayStore = mayStore
        ledger = ImportLedger(source: source.identity, into: store.texts.table.name)
    }

    /// Stores all that is not stored yet. ``finish(on:)`` follows.
    package func run(progress: TransferProgress? = nil) async throws -> Report {
        let brings = source.dimensions != nil
        let isOurs = source.model == collection.model
        guard !brings || isOurs || options.embedsAgain else {
            throw TransferError(
                """
                The vectors of \(source.name) were made by \(source.model ?? "a model that it does not name"), and this \
                collection's are made by \(collection.model): they cannot be compared. Have the texts embedded again \
                (embed_again), or set EMBEDDING_MODEL to that model.
                """
            )
        }
        if brings, isOurs, let dimensions = source.dimensions, dimensions != collection.dimensions {
            throw TransferError(
                "The vectors of \(source.name) have \(dimensions) dimensions, and those of \(collection.model) have "
                    + "\(collection.dimensions). Have the texts embedded again (embed_again)."
            )
        }
        var (position, counts) = try await ledger.begin(restarts: options.restarts, in: store.pool)
        let before = counts.created + counts.replaced + counts.skipped
        var report = Report(
            counts: counts,
            resumedAfter: position == nil ? nil : before,
            wasEmbeddedAgain: !(brings && isOurs)
        )
        var done = before
        var ready = try await embeddedBatch(after: position)
        while let (batch, vectors) = ready {
            try Task.checkCancellation()
            // The next one is read, and its vectors are computed, while this one is stored.
            async let next = embeddedBatch(after: batch.position)
            do {
                counts = counts + (try await store(batch, vectors, after: position))
            } catch let error as PostgresError where error.isAboutValues {
                throw TransferError(
                    "The database refused one of the documents \(done + 1) to \(done + batch.documents.count) of "
                        + "\(source.name), and none of them was stored: \(error.message)."
                )
            }
            position = batch.position
            done += batch.documents.count + batch.withoutText
            progress?(done, source.total)
            ready = try await next
        }
        report.counts = counts
        return report
    }

    /// Ends an import that has run.
    package func finish(on connection: PostgresConnection) async throws {
        try await store.skipTakenIDs(on: connection)
        try await ledger.finish(on: connection)
    }

    /// A batch of the source with the vectors of its documents; nil for a document that is left to the backlog.
    private func embeddedBatch(after position: String?) async throws -> (ImportBatch, [EmbeddedContent?])? {
        guard let batch = try await source.batch(after: position) else { return nil }
        return (batch, try await collection.vectors(of: batch.documents, madeBy: source.model))
    }

    private func store(
        _ batch: ImportBatch,
        _ vectors: [EmbeddedContent?],
        after position: String?
    ) async throws -> RestoredCounts {
        let restored = zip(batch.documents, vectors).map { document, embedded in
            var document = document
            if options.assignsIDs { document.id = nil }
            return (document: document, embedded: embedded)
        }
        return try await store.pool.transaction { connection in
            try await connection.execute(.liftingStatementTimeout)
            try await mayStore(connection)
            var counts = try await store.restore(restored, existing: options.existing, on: connection)
            counts.skipped += batch.withoutText
            try await ledger.advance(from: position, to: batch.position, counts, on: connection)
            return counts
        }
    }
}
