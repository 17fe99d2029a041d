import Async
import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// Deletes the idempotency keys and the used states that have expired: when the server starts, and now and then while
/// new ones are added.
struct ExpiredRows: Service {
    private static let interval = Duration.seconds(600)

    private let worker: BackgroundWorker
    private let next = Next()

    init(database: LazyValue<PostgresPool>, logger: Logger) {
        worker = BackgroundWorker(logger: logger) {
            let pool = try await database.value()
            for table in ["paddle_idempotency_keys", "paddle_used_states"] {
                try await pool.execute(
                    "DELETE FROM public.\(identifier: table) WHERE expires_at <= pg_catalog.now()"
                )
            }
            return .done
        }
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
