import Async
import Authorization
import EmbeddedPostgres
import Embedding
import Migration
import Postgres
import Retrieval

/// The text for the caller of a tool, for the errors that are written to be read by one; nil for all others.
func describeForCaller(_ error: any Error) -> String? {
    switch error {
    case let error as PostgresError: "The database failed: \(error)"
    case let error as EmbeddedClusterError: "The embedded database could not be used: \(error)"
    case let error as MigrationError: error.description
    case let error as EmbeddingError: error.description
    case let error as RetrievalError: error.description
    case let error as SettingsError: error.description
    case let error as AuthorizationSettingsError: error.description
    case let error as RateLimitExceeded: error.description
    case let error as ConcurrencyLimitExceeded: error.description
    case let error as TimeLimitExceeded: error.description
    default: nil
    }
}
