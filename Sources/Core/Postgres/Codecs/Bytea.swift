/// Bytes: PostgreSQL's `bytea`.
public struct Bytea: Hashable, Sendable {
    /// The bytes.
    public var bytes: [UInt8]

    /// These bytes.
    public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
}

extension Bytea: PostgresArrayElement {
    /// Sent as `bytea`.
    public static var postgresType: PostgresType { .builtin(.bytea) }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(bytes) }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Bytea {
        guard type == .bytea else { throw .wrongType }
        return Bytea(unsafe bytes.withUnsafeBytes { unsafe Array($0) })
    }
}
