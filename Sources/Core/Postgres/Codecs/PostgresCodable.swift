/// A type that can be read from a column.
public protocol PostgresDecodable: Sendable {
    /// The column types that can be read as this type, for messages: "text", "int8 or smaller".
    static var expectedColumn: String { get }

    /// Reads one value that is not NULL.
    ///
    /// - Parameters:
    ///   - bytes: The value in the server's binary format.
    ///   - type: The column's type.
    static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Self

    /// What NULL becomes; types other than Optional refuse it.
    static func decodeNull() throws(PostgresDecodingFailure) -> Self
}

extension PostgresDecodable {
    /// By default NULL is not allowed.
    public static func decodeNull() throws(PostgresDecodingFailure) -> Self { throw .unexpectedNull }
}

/// A type that can be a parameter of a statement.
public protocol PostgresEncodable: PostgresDecodable {
    /// The parameter's type for the server.
    static var postgresType: PostgresType { get }

    /// Whether the value is NULL; then `encode` is not called.
    var isPostgresNull: Bool { get }

    /// Appends the value in the server's binary format.
    func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure)
}

extension PostgresEncodable {
    /// By default NULL is not allowed.
    public var isPostgresNull: Bool { false }

    /// By default a type is read from the column type that it is sent as.
    public static var expectedColumn: String { "\(postgresType)" }
}

/// A type that can be an element of an array.
public protocol PostgresArrayElement: PostgresEncodable {}

/// Why a value could not be read.
public enum PostgresDecodingFailure: Error, Sendable {
    /// The column is of another type.
    case wrongType
    case unexpectedNull
    /// The column is of the right type, but the value has this problem.
    case value(String)
}

/// Why a value cannot be sent.
public struct PostgresEncodingFailure: Error, Sendable {
    /// The rest of a sentence that begins "value 3 cannot be sent: ". It does not contain the value.
    public let reason: String

    /// A failure for this reason.
    public init(_ reason: String) { self.reason = reason }
}
