public import FoundationEssentials

extension UUID: PostgresArrayElement {
    /// Sent as `uuid`.
    public static var postgresType: PostgresType { .builtin(.uuid) }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) {
        unsafe withUnsafeBytes(of: uuid) { unsafe buffer.append($0) }
    }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> UUID {
        guard type == .uuid else { throw .wrongType }
        guard bytes.byteCount == 16 else { throw .value("it has \(bytes.byteCount) bytes instead of 16") }
        return UUID(uuid: unsafe bytes.unsafeLoadUnaligned(as: uuid_t.self))
    }
}
