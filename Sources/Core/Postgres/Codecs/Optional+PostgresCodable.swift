extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// The columns it is read from.
    public static var expectedColumn: String { Wrapped.expectedColumn }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Wrapped? {
        try Wrapped.decode(bytes, type: type)
    }

    /// NULL is nil.
    public static func decodeNull() -> Wrapped? { nil }
}

/// Whether it is nil, which is sent as NULL of the wrapped type.
extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// Sent as the wrapped type.
    public static var postgresType: PostgresType { Wrapped.postgresType }

    /// nil is NULL.
    public var isPostgresNull: Bool { self?.isPostgresNull ?? true }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        try self?.encode(into: &buffer)
    }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {}
