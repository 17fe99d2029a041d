extension RawSpan {
    /// An integer of any of the server's integer types, if it fits `Integer`.
    fileprivate func fitting<Integer: FixedWidthInteger>(
        type: PostgresOID
    ) throws(PostgresDecodingFailure) -> Integer {
        let value: Int64 =
            switch type {
            case .int8: try onlyInteger(as: Int64.self)
            case .int4: Int64(try onlyInteger(as: Int32.self))
            case .int2: Int64(try onlyInteger(as: Int16.self))
            case .oid: Int64(try onlyInteger(as: UInt32.self))
            default: throw .wrongType
            }
        guard let fitting = Integer(exactly: value) else { throw .value("\(value) does not fit \(Integer.self)") }
        return fitting
    }
}

extension Int: PostgresArrayElement {
    public static var postgresType: PostgresType { .builtin(.int8) }
    public static var expectedColumn: String { "int8, int4, int2 or oid" }

    public func encode(into buffer: inout PostgresBuffer) { buffer.append(Int64(self)) }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Int {
        try bytes.fitting(type: type)
    }
}

extension Int64: PostgresArrayElement {
    public static var postgresType: PostgresType { .builtin(.int8) }
    public static var expectedColumn: String { Int.expectedColumn }

    public func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Int64 {
        try bytes.fitting(type: type)
    }
}

extension Int32: PostgresArrayElement {
    public static var postgresType: PostgresType { .builtin(.int4) }
    public static var expectedColumn: String { "an integer that fits int4" }

    public func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Int32 {
        try bytes.fitting(type: type)
    }
}

extension Int16: PostgresArrayElement {
    public static var postgresType: PostgresType { .builtin(.int2) }
    public static var expectedColumn: String { "an integer that fits int2" }

    public func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Int16 {
        try bytes.fitting(type: type)
    }
}

/// As PostgreSQL's `oid`, its only unsigned integer.
extension UInt32: PostgresArrayElement {
    public static var postgresType: PostgresType { .builtin(.oid) }
    public static var expectedColumn: String { "oid, or an integer that fits 32 bits unsigned" }

    public func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> UInt32 {
        try bytes.fitting(type: type)
    }
}

extension Bool: PostgresArrayElement {
    public static var postgresType: PostgresType { .builtin(.bool) }
    public static var expectedColumn: String { "bool" }

    public func encode(into buffer: inout PostgresBuffer) { buffer.append(UInt8(self ? 1 : 0)) }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Bool {
        guard type == .bool else { throw .wrongType }
        return try bytes.onlyInteger(as: UInt8.self) != 0
    }
}
