import Postgres

/// Why a database cannot be brought to this program's schema.
public struct MigrationError: Error, CustomStringConvertible {
    /// The kinds of refusal and failure.
    public enum Code: Sendable {
        /// The text of an applied file is not the text that was applied.
        case changed
        /// The ledger holds a version this program does not know.
        case databaseIsNewer
        /// The database's encoding is not UTF-8.
        case encoding
        /// A table belongs to somebody else, or carries what somebody else made.
        case foreign
        /// A table of another program cannot be adopted.
        case unfit
        /// A file failed.
        case failed
    }

    /// Which kind it is.
    public let code: Code
    /// What was wrong, and what to do next.
    public let description: String
    /// The failure below, if there is one.
    public let underlying: (any Error)?

    init(_ code: Code, _ description: String, underlying: (any Error)? = nil) {
        self.code = code
        self.description = description
        self.underlying = underlying
    }

    /// A file that takes no transaction takes a lock of the session, which a pooler cannot carry.
    static func pooled(_ file: MigrationFile, of set: String) -> MigrationError {
        MigrationError(
            .failed,
            """
            \(file.label(in: set)) runs outside a transaction, which needs a connection without a pooler between. \
            Set DATABASE_DIRECT_URL to the database itself.
            """
        )
    }

    static func failed(_ file: MigrationFile, of set: String, _ error: PostgresError) -> MigrationError {
        let outcome =
            if error.code == .connection {
                "lost the database; run `migrate status` to see whether it was applied"
            } else if file.isTransactional {
                "failed and was rolled back"
            } else {
                "failed outside a transaction and may be applied in part: look at what its statement left"
            }
        return MigrationError(
            .failed,
            "\(file.label(in: set)) \(outcome): \("\(error)".onOneLine)",
            underlying: error
        )
    }
}
