/// Bytes: PostgreSQL's `bytea`.
public struct Bytea: Hashable, Sendable {
    public var bytes: [UInt8]

    public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
}

extension Bytea: PostgresArrayElement {
    public static var postgresType: PostgresType { .builtin(.bytea) }
    public static var expectedColumn: String { "bytea" }

    public func encode(into buffer: inout PostgresBuffer) { buffer.append(bytes) }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Bytea {
        guard type == .bytea else { throw .wrongType }
        return Bytea(unsafe bytes.withUnsafeBytes { unsafe Array($0) })
    }
}
