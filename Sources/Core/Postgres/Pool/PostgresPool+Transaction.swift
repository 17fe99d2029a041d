import Async
import Logging

extension PostgresPool {
    private static let backoff = Backoff(first: .milliseconds(10), longest: .milliseconds(640))

    /// Runs a body in a transaction on any connection, and runs it again when PostgreSQL undid it for the sake of others:
    /// after a serialization failure (40001) or a deadlock (40P01).
    ///
    /// The body may therefore run several times, and should only work in the database. When the connection is lost
    /// during the commit its outcome is unknown; that error is thrown, and nothing is repeated.
    ///
    /// - Parameters:
    ///   - isolation: The isolation level; nil is the session's default.
    ///   - readOnly: Whether writing is refused.
    ///   - attempts: How often the body may run, at least once.
    /// - Throws: What the body throws; ``PostgresError``; `CancellationError`.
    public func transaction<R: Sendable>(
        isolation: PostgresIsolationLevel? = nil,
        readOnly: Bool = false,
        attempts: Int = 6,
        _ body: @Sendable (isolated PostgresConnection) async throws -> R
    ) async throws -> R {
        var attempt = 1
        while true {
            do {
                return try await withConnection { connection in
                    try await connection.transaction(isolation: isolation, readOnly: readOnly, body)
                }
            } catch let error as PostgresError where error.isUndoneForOthers && attempt < attempts {
                logger.debug(
                    "repeating a transaction",
                    metadata: ["attempt": "\(attempt)", "error": "\(error)"]
                )
            }
            // Those who got in each other's way must not meet again; no connection is held meanwhile.
            try await Task.sleep(for: Self.backoff.delay(afterFailures: attempt))
            attempt += 1
        }
    }
}

extension PostgresError {
    /// Whether the server has rolled back a transaction that may succeed when run again.
    fileprivate var isUndoneForOthers: Bool {
        sqlState == .serializationFailure || sqlState == .deadlockDetected
    }
}
