extension Bool: PostgresArrayElement {
    /// Sent as `bool`.
    public static var postgresType: PostgresType { .builtin(.bool) }

    /// Appends one byte, 0 or 1.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(UInt8(self ? 1 : 0)) }

    /// Reads one byte, 0 or 1.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Bool {
        guard type == .bool else { throw .wrongType }
        return try bytes.onlyInteger(as: UInt8.self) != 0
    }
}
