import Async
import HTTP
import Postgres

/// Whether a process can do anything at all: its event loops run, and its pool answers, if only by saying that there is
/// no database. A missing database is no reason to restart a server; `/readyz` reports it.
struct Liveness: Sendable {
    let database: LazyValue<PostgresPool>
    /// How long the pool may look for a connection before it is asked to give up.
    var limit = Duration.seconds(2)

    /// Always true; when the process is stuck, it does not return, and systemd hears nothing.
    func isAlive() async -> Bool {
        await EventLoops.turn()
        if let pool = database.startedValue {
            // Any outcome is an answer. Only a pool that ignores cancellation is stuck.
            try? await withTimeLimit(limit) { try await pool.withConnection { _ in } }
        }
        return true
    }
}
