import Async
import Embedding
import Logging
import Postgres
import Retrieval

/// Gives the tools of the server access to banks, memories and conversations; each part is started when it is first
/// needed.
final class MemoryAccess: Sendable {
    let banks: BankAccess
    let memories: OpenedTable
    let turns: OpenedTable
    /// Counts what is read.
    let accesses: AccessCounter
    let logger: Logger

    /// Gives vectors to what waits for them.
    let embedding: BackgroundWorker
    /// Keeps the indexes of words.
    let keywords: BackgroundWorker

    /// Tells this process from others.
    let processID = UInt64.random(in: 0...(.max))

    /// Nothing is started yet.
    init(
        bank: BankSetting,
        isReadOnly: Bool,
        database: LazyValue<PostgresPool>,
        embedder: LazyValue<any Embedder>,
        logger: Logger
    ) {
        self.logger = logger
        banks = BankAccess(bank, database: database)
        let memories = OpenedTable(.memories, database: database, embedder: embedder, logger: logger)
        let turns = OpenedTable(.turns, database: database, embedder: embedder, logger: logger)
        self.memories = memories
        self.turns = turns
        accesses = AccessCounter(isReadOnly: isReadOnly, database: database, logger: logger)
        embedding = BackgroundWorker(logger: logger) {
            let first = try await memories.embedBacklog(logger: logger)
            let second = try await turns.embedBacklog(logger: logger)
            return first == .done ? second : first
        }
        keywords = BackgroundWorker(logger: logger) {
            let first = try await memories.indexKeywords()
            let second = try await turns.indexKeywords()
            return first == .done ? second : first
        }
    }

    /// The memories.
    func store() async throws -> MemoryStore { MemoryStore(texts: try await memories.store.value()) }

    /// The tables that the server's model embeds.
    func tables() async throws -> [EmbeddedTableStore] {
        [try await memories.store.value(), try await turns.store.value()]
    }

    /// The conversations.
    func conversations() async throws -> ConversationStore {
        ConversationStore(texts: try await turns.store.value())
    }

    /// Lets the workers do what was stored has left to them.
    func stored() {
        embedding.wake()
        keywords.wake()
    }

    /// Lets the workers do what a search has waited for in vain.
    func noteWaiting(_ waiting: WaitingRows) {
        if waiting.vectors > 0 { embedding.wake() }
        if waiting.postings > 0 { keywords.wake() }
    }

    /// Does what calls have left to the workers, before it returns.
    func finishBacklog() async throws {
        await accesses.flush()
        for table in [memories, turns] {
            _ = try await table.indexKeywords()
            _ = try await table.embedBacklog(logger: logger)
        }
    }
}
