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

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public var description: String { rawValue }

    /// Whether `value` is `pattern`, or of the class that `pattern` names.
    public static func ~= (pattern: SQLState, value: SQLState) -> Bool {
        pattern.rawValue.utf8.count == 2
            ? value.rawValue.hasPrefix(pattern.rawValue) : pattern.rawValue == value.rawValue
    }

    /// As above, for a state that may be absent.
    public static func ~= (pattern: SQLState, value: SQLState?) -> Bool {
        value.map { pattern ~= $0 } ?? false
    }
}

extension SQLState {
    /// Class 08: the connection failed.
    public static let connectionException: SQLState = "08"
    /// Class 22: a value does not fit, such as a number out of range.
    public static let dataException: SQLState = "22"
    /// Class 23: any constraint was violated.
    public static let integrityConstraintViolation: SQLState = "23"
    public static let notNullViolation: SQLState = "23502"
    public static let foreignKeyViolation: SQLState = "23503"
    public static let uniqueViolation: SQLState = "23505"
    public static let checkViolation: SQLState = "23514"
    public static let featureNotSupported: SQLState = "0A000"
    public static let readOnlyTransaction: SQLState = "25006"
    public static let inFailedTransaction: SQLState = "25P02"
    public static let invalidStatementName: SQLState = "26000"
    public static let invalidPassword: SQLState = "28P01"
    public static let invalidDatabase: SQLState = "3D000"
    public static let serializationFailure: SQLState = "40001"
    public static let deadlockDetected: SQLState = "40P01"
    public static let syntaxError: SQLState = "42601"
    public static let undefinedColumn: SQLState = "42703"
    public static let undefinedObject: SQLState = "42704"
    public static let duplicateDatabase: SQLState = "42P04"
    public static let duplicateTable: SQLState = "42P07"
    public static let undefinedTable: SQLState = "42P01"
    public static let insufficientPrivilege: SQLState = "42501"
    public static let tooManyConnections: SQLState = "53300"
    public static let lockNotAvailable: SQLState = "55P03"
    /// The statement was cancelled, by a request or by `statement_timeout`.
    public static let queryCanceled: SQLState = "57014"
    public static let adminShutdown: SQLState = "57P01"
    public static let cannotConnectNow: SQLState = "57P03"
}
