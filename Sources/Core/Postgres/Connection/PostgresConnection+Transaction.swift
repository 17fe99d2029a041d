import CLibpq
import Logging

/// How much a transaction sees of concurrent ones (PostgreSQL manual, 13.2).
public enum PostgresIsolationLevel: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

extension PostgresConnection {
    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws or the task is cancelled.
    ///
    /// Inside another transaction of this task it is a savepoint, so that the work of `body` can be undone on its own.
    /// Statements of other tasks wait until the transaction has ended.
    ///
    /// - Parameters:
    ///   - isolation: The isolation level; nil for the session's default. A nested transaction has that of the
    ///     outermost.
    ///   - readOnly: Whether writing is refused. It has no effect on a nested transaction.
    /// - Throws: What `body` throws, or a `PostgresError` when the transaction cannot be begun or committed.
    public func transaction<Value: Sendable>(
        isolation level: PostgresIsolationLevel? = nil,
        readOnly: Bool = false,
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        if !frames.isEmpty { try await waitForTurn() }
        let depth = frames.count
        try begin(depth: depth, level: level, readOnly: readOnly)
        let frame = TransactionFrame(on: self)
        frames.append(frame)
        defer {
            frames.removeAll { $0 === frame }
            queue.open()
        }
        do {
            let value = try await TransactionFrame.$current.withValue(frame) { try await body(self) }
            guard !Task.isCancelled else {
                throw PostgresError(.cancelled, "the task was cancelled before the transaction was committed")
            }
            try await commit(depth: depth)
            return value
        } catch {
            rollback(depth: depth)
            throw error
        }
    }

    /// Waits while another task's transaction has the connection.
    func waitForTurn() async throws(PostgresError) {
        while let innermost = frames.last, TransactionFrame.current(on: self) !== innermost {
            guard !Task.isCancelled else { throw Self.notBegun }
            await queue.wait()
        }
        guard frames.last?.isCopy != true else {
            throw PostgresError(.usage, "the rows of a COPY cannot be fetched by the connection that does the COPY")
        }
    }

    private func begin(depth: Int, level: PostgresIsolationLevel?, readOnly: Bool) throws(PostgresError) {
        let text =
            if depth > 0 {
                "SAVEPOINT paddle_\(depth)"
            } else {
                "BEGIN" + (level.map { " ISOLATION LEVEL \($0.rawValue)" } ?? "") + (readOnly ? " READ ONLY" : "")
                    + (dueSettings.map { "; \($0)" } ?? "")
            }
        guard !Task.isCancelled else { throw Self.notBegun }
        try shieldedStatement { () throws(PostgresError) in try simple(text) }
    }

    /// A commit may legitimately take long, for deferred constraints or a standby, and closing the connection leaves
    /// its outcome unknown. So its time is limited only once the task is cancelled.
    private func commit(depth: Int) async throws(PostgresError) {
        let text = depth > 0 ? "RELEASE SAVEPOINT paddle_\(depth)" : "COMMIT"
        let result: ResultStorage
        do {
            result = try await statement(.shielded, within: nil) { () throws(PostgresError) in try simple(text) }
        } catch {
            guard depth == 0, error.code == .timeout else { throw error }
            throw PostgresError(
                .timeout,
                error.message + "; whether the transaction was committed is not known",
                statement: text
            )
        }
        guard depth == 0 else { return }
        // COMMIT of a failed transaction is a rollback that the server reports as a success.
        guard result.commandTag == "COMMIT" else {
            types.transactionEnded(committed: false)
            throw PostgresError(
                .server,
                "the transaction was rolled back: a statement in it had failed, and the error was not passed on"
            )
        }
        types.transactionEnded(committed: true)
    }

    /// Rolls back, whether or not the task is cancelled.
    private func rollback(depth: Int) {
        guard libpq.transactionStatus != PQTRANS_IDLE, !libpq.isLost else { return }
        let text = depth > 0 ? "ROLLBACK TO SAVEPOINT paddle_\(depth); RELEASE SAVEPOINT paddle_\(depth)" : "ROLLBACK"
        do {
            try shieldedStatement { () throws(PostgresError) in _ = try simple(text) }
            types.transactionEnded(committed: false)
        } catch {
            // What further statements would do is unknown, so there must be none.
            logger.warning("rollback failed, connection closed", metadata: ["error": "\(error)"])
            libpq.markLost()
        }
    }
}
