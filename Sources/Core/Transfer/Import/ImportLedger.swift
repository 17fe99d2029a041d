import Documents
import Files
import Postgres
import Retrieval

/// How far the import of one source into one collection has come, in the database.
struct ImportLedger: Sendable {
    static let table = QualifiedName("paddle_imports")

    private let source: String
    private let target: SQL

    /// - Parameter table: The table of the collection. Another one of the same name is another target.
    init(source: String, into table: QualifiedName) {
        self.source = source
        target = table.relation
    }

    /// Begins an import, or goes on with one that ended before it was done.
    ///
    /// - Parameter restarts: Whether to begin at the beginning in any case.
    func begin(restarts: Bool, in pool: PostgresPool) async throws -> (position: String?, counts: RestoredCounts) {
        let (position, created, replaced, skipped) = try await pool.transaction { connection in
            if restarts { try await finish(on: connection) }
            try await connection.execute(
                """
                INSERT INTO \(identifier: Self.table) (source, target) VALUES (\(source), \(fragment: target))
                ON CONFLICT DO NOTHING
                """
            )
            return try await connection.query(
                """
                SELECT position, created, replaced, skipped FROM \(identifier: Self.table)
                WHERE source = \(source) AND target = \(fragment: target)
                """
            )[0].decode((String?, Int64, Int64, Int64).self)
        }
        return (position, RestoredCounts(created: Int(created), replaced: Int(replaced), skipped: Int(skipped)))
    }

    /// Goes on from one place to the next, in the transaction that stores what lies between.
    ///
    /// - Throws: ``TransferError`` where the import is not at that place any more.
    func advance(
        from position: String?,
        to next: String,
        _ counts: RestoredCounts,
        on connection: PostgresConnection
    ) async throws {
        let advanced = try await connection.execute(
            """
            UPDATE \(identifier: Self.table) SET position = \(next), created = created + \(Int64(counts.created)),
                replaced = replaced + \(Int64(counts.replaced)), skipped = skipped + \(Int64(counts.skipped)),
                updated_at = pg_catalog.now()
            WHERE source = \(source) AND target = \(fragment: target) AND position IS NOT DISTINCT FROM \(position)
            """
        )
        guard advanced == 1 else {
            throw TransferError("Another import of the same source is under way, and goes on; this one was stopped.")
        }
    }

    /// Forgets an import, which is done.
    func finish(on connection: PostgresConnection) async throws {
        try await connection.execute(
            "DELETE FROM \(identifier: Self.table) WHERE source = \(source) AND target = \(fragment: target)"
        )
    }
}
