extension Double: PostgresArrayElement {
    /// Sent as `float8`.
    public static var postgresType: PostgresType { .builtin(.float8) }
    /// The columns it is read from.
    public static var expectedColumn: String { "float8, float4, numeric, int4 or int2" }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(bitPattern) }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Double {
        switch type {
        case .float8: return Double(bitPattern: try bytes.onlyInteger())
        case .float4: return Double(try Float.decode(bytes, type: type))
        case .int4: return Double(try bytes.onlyInteger(as: Int32.self))
        case .int2: return Double(try bytes.onlyInteger(as: Int16.self))
        case .numeric:
            let text = try numericText(bytes)
            guard let value = Double(text) else { throw .value("\(text) is not a Double") }
            return value
        default: throw .wrongType
        }
    }
}

extension Float: PostgresArrayElement {
    /// Sent as `float4`.
    public static var postgresType: PostgresType { .builtin(.float4) }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(bitPattern) }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Float {
        guard type == .float4 else { throw .wrongType }
        return Float(bitPattern: try bytes.onlyInteger())
    }
}
