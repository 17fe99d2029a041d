/// pgvector's `vector`: up to 16,000 numbers of 32 bits.
public struct Vector: Hashable, Sendable {
    public var elements: [Float]

    public init(_ elements: [Float]) { self.elements = elements }
}

/// pgvector's `halfvec`: up to 16,000 numbers of 16 bits. Sending rounds each to the nearest of those.
public struct HalfVector: Hashable, Sendable {
    public var elements: [Float]

    public init(_ elements: [Float]) { self.elements = elements }
}

extension Vector: PostgresArrayElement {
    public static var postgresType: PostgresType { .named("vector") }
    public static var expectedColumn: String { "vector" }

    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        try buffer.appendVectorHeader(dimensions: elements.count)
        buffer.bytes.reserveCapacity(buffer.bytes.count + 4 * elements.count)
        for element in elements { buffer.append(element.bitPattern) }
    }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Vector {
        let dimensions = try bytes.vectorDimensions(elementSize: 4, type: type)
        var elements: [Float] = []
        elements.reserveCapacity(dimensions)
        for index in 0..<dimensions {
            elements.append(Float(bitPattern: try bytes.integer(at: 4 + 4 * index)))
        }
        return Vector(elements)
    }
}

extension HalfVector: PostgresArrayElement {
    public static var postgresType: PostgresType { .named("halfvec") }
    public static var expectedColumn: String { "halfvec" }

    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        try buffer.appendVectorHeader(dimensions: elements.count)
        for element in elements { buffer.append(Float16(element).bitPattern) }
    }

    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> HalfVector {
        let dimensions = try bytes.vectorDimensions(elementSize: 2, type: type)
        var elements: [Float] = []
        elements.reserveCapacity(dimensions)
        for index in 0..<dimensions {
            elements.append(Float(Float16(bitPattern: try bytes.integer(at: 4 + 2 * index))))
        }
        return HalfVector(elements)
    }
}

// Both formats begin with the number of dimensions and an unused zero, 16 bits each (pgvector's vector_send).

extension PostgresBuffer {
    fileprivate mutating func appendVectorHeader(dimensions: Int) throws(PostgresEncodingFailure) {
        guard (1...16_000).contains(dimensions) else {
            throw PostgresEncodingFailure("it has \(dimensions) dimensions; a vector has 1 to 16,000")
        }
        append(Int16(dimensions))
        append(Int16(0))
    }
}

extension RawSpan {
    /// The type's number differs by database, so a vector is known by being of an extension and exactly this long.
    fileprivate func vectorDimensions(
        elementSize: Int,
        type: PostgresOID
    ) throws(PostgresDecodingFailure) -> Int {
        guard type.isUserDefined, byteCount >= 4 else { throw .wrongType }
        let dimensions = Int(try integer(at: 0, as: Int16.self))
        guard try integer(at: 2, as: Int16.self) == 0, byteCount == 4 + elementSize * dimensions else {
            throw .wrongType
        }
        return dimensions
    }
}
