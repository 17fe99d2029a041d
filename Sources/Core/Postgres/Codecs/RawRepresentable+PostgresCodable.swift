/// An enum of strings or integers becomes a parameter and a column type by declaring the conformance:
/// ```swift
/// enum Status: String, PostgresArrayElement { case open, closed }
/// ```
extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// Sent as its raw value.
    public static var postgresType: PostgresType { RawValue.postgresType }

    /// The columns that the raw value is read from.
    public static var expectedColumn: String { RawValue.expectedColumn }

    /// Appends the raw value.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        try rawValue.encode(into: &buffer)
    }

    /// Reads a raw value, which must be one of the type's.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Self {
        guard let value = Self(rawValue: try RawValue.decode(bytes, type: type)) else {
            throw .value("it is not one of the values of \(Self.self)")
        }
        return value
    }
}
