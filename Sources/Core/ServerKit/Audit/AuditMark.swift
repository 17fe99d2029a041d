import Async
import Postgres

/// A row of the audit whose transaction may or may not have been committed, because the connection was lost meanwhile.
struct AuditMark: Sendable {
    /// A column that tells a row apart from one that got the same id after a crash.
    static let instant: SQL = "pg_catalog.to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"

    private static let backoff = Backoff(first: .milliseconds(50), longest: .seconds(1))
    /// How long to ask.
    private static let patience = Duration.seconds(10)

    private let id: Int64
    private let instant: String
    private let transaction: String

    /// The row that ``AuditedCall/row(_:target:)`` returns.
    init(_ row: PostgresRow) throws {
        (id, instant, transaction) = try row.decode((Int64, String, String).self)
    }

    /// Whether the row is there for good; nil where the database does not tell.
    func wasCommitted(in pool: PostgresPool) async -> Bool? {
        // In a task of its own: it must be found out even for a caller that has gone.
        let asking = Task {
            try? await withTimeLimit(Self.patience) {
                var failures = 0
                while true {
                    if let answer = try? await verdict(in: pool) { return answer }
                    failures += 1
                    try await Task.sleep(for: Self.backoff.delay(afterFailures: failures))
                }
            }
        }
        return await asking.value
    }

    /// - Returns: nil while the transaction goes on.
    private func verdict(in pool: PostgresPool) async throws -> Bool? {
        // First whether it has ended, so that a row that is missing afterwards will not come any more.
        let isOver = try await isOver(in: pool)
        let isThere = try await !pool.query(
            "SELECT FROM public.paddle_audit WHERE id = \(id) AND \(fragment: Self.instant) = \(instant)"
        ).isEmpty
        return isThere ? true : isOver ? false : nil
    }

    private func isOver(in pool: PostgresPool) async throws -> Bool {
        do {
            return try await pool.query(
                """
                SELECT pg_catalog.pg_xact_status(\(transaction)::pg_catalog.text::pg_catalog.xid8)
                    IS DISTINCT FROM 'in progress'
                """
            )[0].decode(Bool.self)
        } catch let error as PostgresError where error.sqlState == "22023" {
            // After a crash the server knows nothing of a transaction that never reached the disk.
            return true
        }
    }
}
