import HTTP
import MCP
import Postgres

extension ChangeChannel {
    /// - Throws: ``CallFailure`` where no trigger announces changes on the channel, because nobody has migrated yet.
    func requireTrigger(in database: PostgresPool) async throws {
        let triggers = try await database.query(
            """
            SELECT FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS f ON f.oid = t.tgfoid
            WHERE NOT t.tgisinternal
                AND pg_catalog.strpos(pg_catalog.encode(t.tgargs, 'escape') || f.prosrc, \(name)) > 0
            LIMIT 1
            """
        )
        guard triggers.isEmpty else { return }
        throw CallFailure(
            .unavailable,
            "This database does not announce changes yet, and READ_ONLY keeps this server from migrating it: run "
                + "`migrate up` without READ_ONLY."
        )
    }
}
