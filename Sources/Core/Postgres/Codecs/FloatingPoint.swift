extension Double: PostgresArrayElement {
    public static var postgresType: PostgresType { .builtin(.float8) }
    public static var expectedColumn: String { "float8, float4, numeric, int4 or int2" }

    public func encode(into buffer: inout PostgresBuffer) { buffer.append(bitPattern) }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Double {
        switch type {
        case .float8: return Double(bitPattern: try bytes.onlyInteger())
        case .float4: return Double(try Float.decode(bytes, type: type))
        case .int4: return Double(try bytes.onlyInteger(as: Int32.self))
        case .int2: return Double(try bytes.onlyInteger(as: Int16.self))
        case .numeric:
            let text = try numericText(bytes)
            guard let value = Double(text) else { throw .value("\(text) is no Double") }
            return value
        default: throw .wrongType
        }
    }
}

extension Float: PostgresArrayElement {
    public static var postgresType: PostgresType { .builtin(.float4) }
    public static var expectedColumn: String { "float4" }

    public func encode(into buffer: inout PostgresBuffer) { buffer.append(bitPattern) }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Float {
        guard type == .float4 else { throw .wrongType }
        return Float(bitPattern: try bytes.onlyInteger())
    }
}
