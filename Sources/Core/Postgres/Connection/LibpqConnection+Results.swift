import CLibpq

extension LibpqConnection {
    /// Reads all results of a statement; returns the last one, or throws the first error.
    func collect(hiding values: HiddenValues) throws(PostgresError) -> ResultStorage {
        flush()
        var last: ResultStorage?
        var failure: PostgresError?
        while let result = unsafe nextResult() {
            switch unsafe PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                last = unsafe ResultStorage(result)
            case PGRES_SINGLE_TUPLE:
                // A row that is no longer wanted.
                unsafe PQclear(result)
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                failure = failure ?? Self.copyAsStatement
                unsafe leaveCopy(result)
            default:
                let error = unsafe error(of: result, hiding: values)
                failure = failure ?? error
            }
            if isLost { break }
        }
        if let failure { throw failure }
        guard let last, !isLost else { throw lostError() }
        return last
    }

    /// Waits until the server has switched to COPY, or throws why it has not.
    func beginCopy(_ direction: ExecStatusType) throws(PostgresError) {
        flush()
        guard let result = unsafe nextResult() else { throw lostError() }
        guard unsafe PQresultStatus(result) == direction else {
            let error = unsafe error(of: result, hiding: .none)
            _ = try? collect(hiding: .none)
            throw error
        }
        unsafe PQclear(result)
    }

    /// Handles a result that is not a row of a statement read row by row: its end, or an error.
    func finish(_ result: OpaquePointer, hiding values: HiddenValues) throws(PostgresError) {
        switch unsafe PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: unsafe PQclear(result)
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            unsafe leaveCopy(result)
            _ = try? collect(hiding: .none)
            throw Self.copyAsStatement
        default:
            let error = unsafe error(of: result, hiding: values)
            _ = try? collect(hiding: .none)
            throw error
        }
    }

    static var copyAsStatement: PostgresError {
        PostgresError(.usage, "COPY is done by copyIn and copyOut, not as a statement")
    }

    /// Ends an unexpected COPY, so that its results can be read to the end.
    private func leaveCopy(_ result: OpaquePointer) {
        if unsafe PQresultStatus(result) == PGRES_COPY_OUT {
            discardCopyData()
        } else {
            endCopy(error: "COPY is done by copyIn")
        }
        unsafe PQclear(result)
    }

    /// The error in `result`, which is freed.
    func error(of result: OpaquePointer, hiding values: HiddenValues) -> PostgresError {
        defer { unsafe PQclear(result) }
        let report = unsafe ServerReport(result, hiding: values)
        let code: PostgresError.Code
        if report.severity == "FATAL" || report.severity == "PANIC" || report.sqlState == nil {
            // After these the server has closed the connection, or libpq can no longer make sense of it.
            markLost()
            code = .connection
        } else if report.sqlState == .queryCanceled && wasCancelSent {
            return PostgresError(.cancelled, "the statement was cancelled", server: report, statement: nil)
        } else {
            code = .server
        }
        return PostgresError(code, report.message, server: report, statement: nil)
    }

    /// What to throw when the connection is gone, or closed, and no result says why.
    func lostError() -> PostgresError {
        if unsafe handle == nil { return PostgresError(.usage, "the connection is closed") }
        if let overdue {
            return PostgresError(
                .timeout,
                "the server did not answer within \(overdue), so the connection was closed"
            )
        }
        if wasCancelSent || isCancelRequested {
            return PostgresError(
                .cancelled,
                "the task was cancelled and the server did not answer, so the connection was closed"
            )
        }
        let message = message
        return PostgresError(
            .connection,
            message.isEmpty ? "the connection to the server was lost" : message
        )
    }

    /// The error for a failed send; data that libpq cannot put into its buffer leaves the connection unusable.
    func sendError() -> PostgresError {
        if unsafe handle != nil && PQstatus(handle) != CONNECTION_OK { markLost() }
        return lostError()
    }
}
