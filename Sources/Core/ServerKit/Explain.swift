import Async
import Authorization
import EmbeddedPostgres
import Embedding
import Files
import MCP
import Migration
import Postgres
import Retrieval

/// What to tell the caller of a tool, for errors whose text is written for callers; nil for all others.
func explain(_ error: any Error) -> CallFailure? {
    switch error {
    case let error as CallFailure: error
    case let error as TaskLost: CallFailure(.conflict, error.description)
    case let error as PostgresError where error.sqlState == .queryCanceled:
        CallFailure(
            .timedOut,
            "The database stopped a statement of the call: \(error). Ask for less at once, or have statement_timeout raised."
        )
    case let error as PostgresError where error.sqlState == .undefinedTable:
        CallFailure(.unavailable, "A table is gone, as that of a collection that was deleted just now: \(error)")
    case let error as PostgresError:
        CallFailure(error.mayPass ? .unavailable : .fault, "The database failed: \(error)")
    case let error as EmbeddedClusterError:
        CallFailure(.unavailable, "The private database could not be used: \(error)")
    case let error as MigrationError: CallFailure(.unavailable, error.description)
    case let error as EmbeddingError: CallFailure(.unavailable, error.description)
    case let error as RetrievalError: CallFailure(error.failureKind, error.description)
    case let error as TransferError: CallFailure(.invalid, error.description)
    case let error as SettingsError: CallFailure(.unavailable, error.description)
    case let error as AuthorizationSettingsError: CallFailure(.unavailable, error.description)
    case let error as RateLimitExceeded:
        CallFailure(.tooManyCalls(retryAfter: error.retryAfter), error.description)
    case let error as ConcurrencyLimitExceeded: CallFailure(.busy, error.description)
    case let error as ByteBudgetExceeded:
        CallFailure(error.scope == .request ? .invalid : .busy, error.description)
    case let error as TimeLimitExceeded:
        // Work that has found out how it ended says more than that it was late.
        error.cause as? CallFailure
            ?? CallFailure(
                .timedOut,
                "The call took longer than the \(error.limit.inWords) a call may take, and was stopped. "
                    + "Ask for less at once, or have the server's time limit raised."
            )
    default: nil
    }
}

extension PostgresError {
    /// Whether the same call may succeed a little later: there is no connection, or the server is in trouble.
    var mayPass: Bool {
        switch code {
        case .connection, .timeout: true
        case .server:
            // Connection exceptions, too few resources, an operator's intervention, a transaction to be repeated, a
            // database that is read-only for now.
            sqlState.map { state in ["08", "53", "57", "40", "25006"].contains { "\(state)".hasPrefix($0) } } ?? true
        default: code.description.hasPrefix("pool")
        }
    }
}

extension RetrievalError {
    fileprivate var failureKind: CallFailure.Kind {
        switch kind {
        case .text, .filter, .index, .readOnly: .invalid
        case .busy: .busy
        case .missing: .notFound
        case .table: .unavailable
        }
    }
}
