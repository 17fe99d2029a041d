import Async
import Logging
import Postgres
import ServiceLifecycle

/// Connects to the database and migrates it ahead of the first call that needs it, maintains the connections, and
/// closes them at the end.
struct DatabaseService: Service {
    let database: LazyValue<PostgresPool>
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do {
                try await database.value().run()
            } catch {
                guard !Task.isCancelled else { return }
                // Not fatal: the next call tries again, and tells its caller.
                logger.warning("the database is not there yet", error: error)
            }
        }
        try? await gracefulShutdown()
        await database.stop()?.close()
    }
}
