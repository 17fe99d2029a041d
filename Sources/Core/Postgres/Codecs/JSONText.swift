/// JSON as text: the type of `jsonb` parameters, read from `jsonb` and `json` columns.
public struct JSONText: Hashable, Sendable, CustomStringConvertible {
    /// The JSON text.
    public var text: String

    /// JSON written as `text`; the server checks it.
    public init(_ text: String) { self.text = text }

    /// The text.
    public var description: String { text }
}

extension JSONText: PostgresArrayElement {
    /// Sent as `jsonb`.
    public static var postgresType: PostgresType { .builtin(.jsonb) }
    /// The columns it is read from.
    public static var expectedColumn: String { "jsonb or json" }

    /// The binary format of jsonb is a version followed by the text.
    private static var version: UInt8 { 1 }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        buffer.append(Self.version)
        try buffer.appendText(text)
    }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> JSONText {
        switch type {
        case .json: return JSONText(bytes.text(from: 0))
        case .jsonb:
            guard try bytes.integer(as: UInt8.self) == version else { throw .value("its jsonb version is unknown") }
            return JSONText(bytes.text(from: 1))
        default: throw .wrongType
        }
    }
}
