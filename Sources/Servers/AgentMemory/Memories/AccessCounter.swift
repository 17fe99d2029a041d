import Async
import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// Counts which memories searches and recalls have returned, and notes to which sessions, behind the calls: reading itself
/// writes nothing, and what was counted is in the database within half a second.
final class AccessCounter: Service {
    /// For so long accesses are gathered before they are written.
    private static let gathering = Duration.milliseconds(300)

    /// After a failure.
    private static let pause = Duration.seconds(1)

    private let isReadOnly: Bool
    private let database: LazyValue<PostgresPool>
    private let logger: Logger
    private let gathered = Mutex(GatheredAccesses())
    private let writing = Mutex<Task<Void, Never>?>(nil)
    private let (wakings, waking) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(isReadOnly: Bool, database: LazyValue<PostgresPool>, logger: Logger) {
        self.isReadOnly = isReadOnly
        self.database = database
        self.logger = logger
    }

    /// Notes that memories were returned to a session.
    func note(_ memories: [Int32], session: String) {
        guard !isReadOnly, !memories.isEmpty else { return }
        gathered.withLock { $0.note(memories, session: session) }
        waking.yield()
    }

    /// Notes what a bank was asked, and what it has answered.
    func note(_ question: String, of bank: Int32, found: [Int32]) {
        guard !isReadOnly, !found.isEmpty else { return }
        gathered.withLock { $0.note(GatheredAccesses.Query(bank: bank, text: question), found: found) }
        waking.yield()
    }

    /// Writes what was gathered until the process shuts down, and then the rest.
    func run() async throws {
        await cancelWhenGracefulShutdown { [wakings] in
            for await _ in wakings {
                try? await Task.sleep(for: Self.gathering)
                await self.flush()
            }
        }
        // A task of its own, since this one may be cancelled.
        await Task { await self.flush() }.value
    }

    /// Writes what was gathered, once what is being written is. What cannot be written is gathered for the next time.
    func flush() async {
        let task = writing.withLock { writing in
            let task = Task { [previous = writing] in
                await previous?.value
                await self.write()
            }
            writing = task
            return task
        }
        await task.value
    }

    private func write() async {
        let batch = gathered.withLock { gathered in
            defer { gathered = GatheredAccesses() }
            return gathered
        }
        guard !batch.isEmpty else { return }
        do {
            _ = try await database.value().pipeline(batch.statements)
        } catch {
            logger.warning("accesses could not be counted", error: error)
            gathered.withLock { $0.merge(batch) }
            Task {
                try? await Task.sleep(for: Self.pause)
                waking.yield()
            }
        }
    }
}
