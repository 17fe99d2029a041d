extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    public static var expectedColumn: String { Wrapped.expectedColumn }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Wrapped? {
        try Wrapped.decode(bytes, type: type)
    }

    public static func decodeNull() -> Wrapped? { nil }
}

/// nil is NULL of the wrapped type.
extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    public static var postgresType: PostgresType { Wrapped.postgresType }

    public var isPostgresNull: Bool { self?.isPostgresNull ?? true }

    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        try self?.encode(into: &buffer)
    }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {}
