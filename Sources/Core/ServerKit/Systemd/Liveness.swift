import Async
import HTTP
import Postgres

/// Whether a process can do anything at all: its event loops turn, and its pool answers, if only by saying that there is
/// no database. A database that is away is no reason to restart a server; `/readyz` tells of it.
struct Liveness: Sendable {
    let database: LazyValue<PostgresPool>
    /// How long the pool may look for a connection before it is asked to give up.
    var limit = Duration.seconds(2)

    /// True, unless it never returns: then systemd hears nothing.
    func isAlive() async -> Bool {
        await EventLoops.turn()
        if let pool = database.startedValue {
            // Whatever comes of it is an answer. A pool that goes on in spite of being cancelled is stuck.
            try? await withTimeLimit(limit) { try await pool.withConnection { _ in } }
        }
        return true
    }
}
