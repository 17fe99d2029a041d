/// pgvector's `vector`: up to 16,000 32-bit floating-point numbers.
public struct Vector: Hashable, Sendable {
    /// The numbers, one per dimension.
    public var elements: [Float]

    /// A vector of these numbers.
    public init(_ elements: [Float]) { self.elements = elements }
}

/// pgvector's `halfvec`: up to 16,000 16-bit floating-point numbers. Sending rounds each number to the nearest one.
public struct HalfVector: Hashable, Sendable {
    /// The numbers, one per dimension.
    public var elements: [Float]

    /// A vector of these numbers.
    public init(_ elements: [Float]) { self.elements = elements }
}

extension Vector: PostgresArrayElement {
    /// Sent as `vector`.
    public static var postgresType: PostgresType { .named("vector") }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        try buffer.appendVectorHeader(dimensions: elements.count)
        buffer.append(elements, as: UInt32.self) { $0.bitPattern }
    }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Vector {
        Vector(try bytes.vectorElements(as: UInt32.self, type: type) { Float(bitPattern: $0) })
    }
}

extension HalfVector: PostgresArrayElement {
    /// Sent as `halfvec`.
    public static var postgresType: PostgresType { .named("halfvec") }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        try buffer.appendVectorHeader(dimensions: elements.count)
        buffer.append(elements, as: UInt16.self) { Float16($0).bitPattern }
    }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> HalfVector {
        HalfVector(try bytes.vectorElements(as: UInt16.self, type: type) { Float(Float16(bitPattern: $0)) })
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

    /// Appends all elements in one go: vectors are what this program sends most.
    @inline(__always)
    fileprivate mutating func append<Bits: FixedWidthInteger & BitwiseCopyable>(
        _ elements: [Float],
        as type: Bits.Type,
        _ bits: (Float) -> Bits
    ) {
        let start = bytes.count
        let size = MemoryLayout<Bits>.size
        bytes.append(contentsOf: repeatElement(0, count: size * elements.count))
        unsafe bytes.withUnsafeMutableBytes { bytes in
            for (index, element) in elements.enumerated() {
                unsafe bytes.storeBytes(of: bits(element).bigEndian, toByteOffset: start + size * index, as: type)
            }
        }
    }
}

extension RawSpan {
    /// The type's OID depends on the database, so a vector is recognised by a type of an extension and its exact
    /// length.
    @inline(__always)
    fileprivate func vectorElements<Bits: FixedWidthInteger & BitwiseCopyable>(
        as type: Bits.Type,
        type oid: PostgresOID,
        _ element: (Bits) -> Float
    ) throws(PostgresDecodingFailure) -> [Float] {
        guard oid.isUserDefined, byteCount >= 4 else { throw .wrongType }
        let count = Int(try integer(at: 0, as: Int16.self))
        let size = MemoryLayout<Bits>.size
        guard try integer(at: 2, as: Int16.self) == 0, byteCount == 4 + size * count else { throw .wrongType }
        return unsafe withUnsafeBytes { bytes in
            unsafe [Float](unsafeUninitializedCapacity: count) { elements, initialized in
                for index in 0..<count {
                    let bits = unsafe Bits(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 + size * index, as: type))
                    unsafe elements.initializeElement(at: index, to: element(bits))
                }
                initialized = count
            }
        }
    }
}
