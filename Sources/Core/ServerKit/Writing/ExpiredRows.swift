import Async
import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// Deletes the idempotency keys, the used states and the tasks that have expired: when the server starts, and now and
/// then while new ones are added.
struct ExpiredRows: Service {
    private static let interval = Duration.seconds(600)
    private static let batch: Int32 = 1_000

    private let worker: BackgroundWorker
    private let next = Next()

    init(database: LazyValue<PostgresPool>, logger: Logger) {
        worker = BackgroundWorker(logger: logger) {
            let pool = try await database.value()
            for table in ["paddle_idempotency_keys", "paddle_used_states"] {
                try await Self.delete(from: table, where: "expires_at <= pg_catalog.now()", in: pool)
            }
            // A task that points to work lives as long as that, but not for ever.
            let isOver: SQL = """
                expires_at <= pg_catalog.now() AND (outcome IS NOT NULL OR kind = 'call'
                    OR expires_at <= pg_catalog.now() - pg_catalog.make_interval(days => 30))
                """
            try await Self.delete(from: "mcp_tasks", where: isOver, in: pool)
            return .done
        }
    }

    /// Deletes rows, some at a time.
    private static func delete(from table: String, where condition: SQL, in pool: PostgresPool) async throws {
        var count: Int
        repeat {
            count = try await pool.execute(
                """
                DELETE FROM public.\(identifier: table) WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM public.\(identifier: table) WHERE \(fragment: condition) LIMIT \(batch)))
                    AND (\(fragment: condition))
                """
            )
        } while count == Int(batch)
    }

    /// Tells that a row was added, which will expire.
    func noteNewRow() {
        if next.isDue { worker.wake() }
    }

    func run() async throws { try await worker.run() }

    /// When to look again.
    private final class Next: Sendable {
        private let instant = Mutex(ContinuousClock.now + ExpiredRows.interval)

        /// Whether it is time, which then is over until the next time.
        var isDue: Bool {
            instant.withLock { instant in
                guard instant <= .now else { return false }
                instant = .now + ExpiredRows.interval
                return true
            }
        }
    }
}
