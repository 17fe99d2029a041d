/// A type that can be read from a column.
public protocol PostgresDecodable: Sendable {
    /// What a column must be to be read as this type, for messages: "text", "int8 or smaller".
    static var expectedColumn: String { get }

    /// Reads one value that is not NULL.
    ///
    /// - Parameters:
    ///   - bytes: the value in the server's binary format.
    ///   - type: the type the server gave the column.
    static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Self

    /// What NULL becomes; types other than Optional refuse it.
    static func decodeNull() throws(PostgresDecodingFailure) -> Self
}

extension PostgresDecodable {
    /// Most types have no NULL.
    public static func decodeNull() throws(PostgresDecodingFailure) -> Self { throw .unexpectedNull }
}

/// A type that can be a parameter of a statement.
public protocol PostgresEncodable: PostgresDecodable {
    /// The type that the server is told.
    static var postgresType: PostgresType { get }

    /// Whether the value is NULL; then `encode` is not called.
    var isPostgresNull: Bool { get }

    /// Appends the value in the server's binary format.
    func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure)
}

extension PostgresEncodable {
    /// Most types have no NULL.
    public var isPostgresNull: Bool { false }

    /// Most types are read from what they are sent as.
    public static var expectedColumn: String { "\(postgresType)" }
}

/// A type that can be an element of an array.
public protocol PostgresArrayElement: PostgresEncodable {}

/// Why a value could not be read.
public enum PostgresDecodingFailure: Error, Sendable {
    /// The column is of another type.
    case wrongType
    case unexpectedNull
    /// The column is of the right type, and this is the matter with the value.
    case value(String)
}

/// Why a value cannot be sent.
public struct PostgresEncodingFailure: Error, Sendable {
    /// The rest of a sentence that begins "value 3 cannot be sent: ". Without the value.
    public let reason: String

    /// A failure for this reason.
    public init(_ reason: String) { self.reason = reason }
}
