extension PostgresDecodable where Self: FixedWidthInteger {
    /// Reads any of the server's integer types, if the value fits.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Self {
        let value: Int64 =
            switch type {
            case .int8: try bytes.onlyInteger(as: Int64.self)
            case .int4: Int64(try bytes.onlyInteger(as: Int32.self))
            case .int2: Int64(try bytes.onlyInteger(as: Int16.self))
            case .oid: Int64(try bytes.onlyInteger(as: UInt32.self))
            default: throw .wrongType
            }
        guard let fitting = Self(exactly: value) else { throw .value("\(value) does not fit \(Self.self)") }
        return fitting
    }

    /// All integer types are read, and checked for size.
    public static var expectedColumn: String { "int8, int4, int2 or oid" }
}

extension PostgresEncodable where Self: FixedWidthInteger & BitwiseCopyable {
    /// Appends the integer in network byte order.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }
}

extension Int: PostgresArrayElement {
    /// Sent as `int8`.
    public static var postgresType: PostgresType { .builtin(.int8) }
}

extension Int64: PostgresArrayElement {
    /// Sent as `int8`.
    public static var postgresType: PostgresType { .builtin(.int8) }
}

extension Int32: PostgresArrayElement {
    /// Sent as `int4`.
    public static var postgresType: PostgresType { .builtin(.int4) }
}

extension Int16: PostgresArrayElement {
    /// Sent as `int2`.
    public static var postgresType: PostgresType { .builtin(.int2) }
}

extension UInt32: PostgresArrayElement {
    /// Sent as `oid`, PostgreSQL's only unsigned integer.
    public static var postgresType: PostgresType { .builtin(.oid) }
}
