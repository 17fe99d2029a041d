import Logging

extension PostgresPool {
    /// Runs a body in a transaction on any connection, and runs it again when PostgreSQL rolled it back because of a
    /// serialization failure (40001) or a deadlock (40P01).
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
            // Random, so that conflicting transactions do not collide again; no connection is held meanwhile.
            let longest = 5.0 * Double(1 << min(attempt, 7))
            try await Task.sleep(for: .milliseconds(Double.random(in: longest / 4...longest)))
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
