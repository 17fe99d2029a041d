import Async
import Documents
import Embedding
import Logging
import Postgres
import Retrieval

/// Gives the tools of the server access to sources and their chunks; each part is started when it is first needed.
final class RAGAccess: Sendable {
    /// The documents, which vector-store serves, too.
    let documents: DocumentAccess
    let chunks: OpenedTable
    /// The chunks of former texts.
    let formerChunks: OpenedTable
    let embedder: LazyValue<any Embedder>
    /// How many former texts of a source are kept.
    let keptVersions: Int32
    let logger: Logger
    private let database: LazyValue<PostgresPool>

    /// Tells whether folders are being brought in.
    let activity: IngestionActivity

    /// Cuts documents that others have stored, gives vectors to chunks that wait for them, and those to their documents.
    let ingestion: BackgroundWorker
    /// Keeps the index of words.
    let keywords: BackgroundWorker

    /// Nothing is started yet.
    init(
        keptVersions: Int32,
        database: LazyValue<PostgresPool>,
        embedder: LazyValue<any Embedder>,
        logger: Logger
    ) {
        self.keptVersions = keptVersions
        self.database = database
        self.embedder = embedder
        self.logger = logger
        let documents = DocumentAccess(isReadOnly: true, database: database, embedder: embedder, logger: logger)
        let chunks = OpenedTable(.chunks, database: database, embedder: embedder, logger: logger)
        let formerChunks = OpenedTable(.formerChunks, database: database, embedder: embedder, logger: logger)
        self.documents = documents
        self.chunks = chunks
        self.formerChunks = formerChunks
        let activity = IngestionActivity()
        self.activity = activity
        let backlog = IngestionBacklog(
            documents: documents,
            chunks: chunks,
            formerChunks: formerChunks,
            keptVersions: keptVersions,
            activity: activity,
            database: database,
            embedder: embedder,
            logger: logger
        )
        ingestion = BackgroundWorker(logger: logger) { try await backlog.work() }
        let indexWords = { @Sendable in
            let outcomes = (try await chunks.indexKeywords(), try await formerChunks.indexKeywords())
            return outcomes.0 == .done ? outcomes.1 : outcomes.0
        }
        keywords = BackgroundWorker(logger: logger) { try await indexWords() }
        self.indexWords = indexWords
        self.backlog = backlog
    }

    private let backlog: IngestionBacklog
    private let indexWords: @Sendable () async throws -> BackgroundWorker.Outcome

    /// The SQL of sources.
    func sources() async throws -> SourceStore { SourceStore(pool: try await database.value()) }

    /// The SQL of chunks.
    func chunkStore() async throws -> ChunkStore { ChunkStore(texts: try await chunks.store.value()) }

    /// The SQL of sessions and questions.
    func queries() async throws -> QueryStore { QueryStore(pool: try await database.value()) }

    /// The SQL of judgements.
    func judgements() async throws -> JudgementStore { JudgementStore(pool: try await database.value()) }

    /// Lets the workers do what was stored has left to them.
    func stored() {
        ingestion.wake()
        keywords.wake()
    }

    /// Lets the workers do what a search has waited for in vain.
    func noteWaiting(_ waiting: WaitingRows) {
        if waiting.vectors > 0 { ingestion.wake() }
        if waiting.postings > 0 { keywords.wake() }
    }

    /// Does what calls have left to the workers, before it returns.
    func finishBacklog() async throws {
        // What other processes have claimed is theirs.
        _ = try await backlog.work()
        _ = try await indexWords()
    }
}
