import Logging
import Postgres
import ServiceLifecycle

/// Connects to the database and migrates it ahead of the first call that needs it; lets go of it at the end.
struct DatabaseStart: Service {
    let database: Deferred<PostgresPool>
    let logger: Logger

    func run() async throws {
        do {
            _ = try await database.value()
        } catch {
            // Not fatal: the next call tries again, and tells its caller.
            logger.warning("the database is not there yet", error: error)
        }
        try? await gracefulShutdown()
        await database.valueIfStarted()?.close()
    }
}
