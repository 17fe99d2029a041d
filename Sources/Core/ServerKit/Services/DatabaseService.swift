import Async
import Logging
import Postgres
import ServiceLifecycle

/// Connects to the database and migrates it ahead of the first call that needs it, maintains the connections, and
/// closes them at the end.
struct DatabaseService: Service {
    let database: LazyValue<PostgresPool>
    let logger: Logger
    private static let backoff = Backoff(first: .seconds(5), longest: .seconds(60))

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures = 0
            while !Task.isCancelled {
                do {
                    return try await database.value().run()
                } catch {
                    guard !Task.isCancelled else { return }
                    // Not fatal: a call that needs the database tries by itself, and tells its caller.
                    logger.warning("the database is not there yet", error: error)
                }
                failures += 1
                try? await Task.sleep(for: Self.backoff.delay(afterFailures: failures))
            }
        }
        try? await gracefulShutdown()
        await database.stop()?.close()
    }
}
