/// The five-character code by which PostgreSQL classifies an error; the first two characters are its class.
///
/// Patterns match by full code or by class:
/// ```swift
/// switch error.sqlState {
/// case .uniqueViolation?: …
/// case SQLState.integrityConstraintViolation?: …   // any code that begins with 23
/// }
/// ```
public struct SQLState: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Five characters, or two for a whole class.
    public let rawValue: String

    /// A code or a class.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// A code or a class.
    public init(stringLiteral value: String) { rawValue = value }

    /// The code.
    public var description: String { rawValue }

    /// Whether `value` is `pattern`, or of the class that `pattern` names.
    public static func ~= (pattern: SQLState, value: SQLState) -> Bool {
        pattern.rawValue.utf8.count == 2
            ? value.rawValue.hasPrefix(pattern.rawValue) : pattern.rawValue == value.rawValue
    }

    /// Whether `value` is present and is `pattern`, or of the class that `pattern` names.
    public static func ~= (pattern: SQLState, value: SQLState?) -> Bool {
        value.map { pattern ~= $0 } ?? false
    }
}

extension SQLState {
    /// Class 08: the connection failed.
    public static let connectionException: SQLState = "08"
    /// Class 22: a value does not fit, such as a number out of range.
    public static let dataException: SQLState = "22"
    /// A regular expression that PostgreSQL does not read.
    public static let invalidRegularExpression: SQLState = "2201B"
    /// Class 23: any constraint was violated.
    public static let integrityConstraintViolation: SQLState = "23"
    /// NULL in a column that does not allow it.
    public static let notNullViolation: SQLState = "23502"
    /// A reference to a row that does not exist, or the deletion of a row that is still referenced.
    public static let foreignKeyViolation: SQLState = "23503"
    /// A key that already exists.
    public static let uniqueViolation: SQLState = "23505"
    /// A CHECK constraint was not met.
    public static let checkViolation: SQLState = "23514"
    /// A feature that the server does not support; also a prepared statement whose result type has changed.
    public static let featureNotSupported: SQLState = "0A000"
    /// Writing in a read-only transaction, or on a standby.
    public static let readOnlyTransaction: SQLState = "25006"
    /// A statement in a transaction that has failed.
    public static let inFailedTransaction: SQLState = "25P02"
    /// A prepared statement that the server does not have.
    public static let invalidStatementName: SQLState = "26000"
    /// Wrong password.
    public static let invalidPassword: SQLState = "28P01"
    /// No such database.
    public static let invalidDatabase: SQLState = "3D000"
    /// The transaction could not be serialized: try again.
    public static let serializationFailure: SQLState = "40001"
    /// Transactions waited for each other in a circle: try again.
    public static let deadlockDetected: SQLState = "40P01"
    /// A syntax error in the SQL.
    public static let syntaxError: SQLState = "42601"
    /// No such column.
    public static let undefinedColumn: SQLState = "42703"
    /// No such type or other object.
    public static let undefinedObject: SQLState = "42704"
    /// The database already exists.
    public static let duplicateDatabase: SQLState = "42P04"
    /// The table already exists.
    public static let duplicateTable: SQLState = "42P07"
    /// No such table.
    public static let undefinedTable: SQLState = "42P01"
    /// The role lacks the privilege.
    public static let insufficientPrivilege: SQLState = "42501"
    /// The server accepts no more connections.
    public static let tooManyConnections: SQLState = "53300"
    /// A lock could not be taken in time.
    public static let lockNotAvailable: SQLState = "55P03"
    /// The statement was cancelled, by a request or by `statement_timeout`.
    public static let queryCanceled: SQLState = "57014"
    /// The session was ended by an administrator or a shutdown.
    public static let adminShutdown: SQLState = "57P01"
    /// The server is starting or stopping.
    public static let cannotConnectNow: SQLState = "57P03"
}
