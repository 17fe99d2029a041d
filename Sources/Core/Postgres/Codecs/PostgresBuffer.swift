/// A buffer of bytes, in network byte order.
public struct PostgresBuffer: Sendable {
    /// The bytes appended so far.
    public internal(set) var bytes: [UInt8] = []

    /// Appends an integer, its highest byte first.
    public mutating func append<Integer: FixedWidthInteger & BitwiseCopyable>(_ integer: Integer) {
        unsafe withUnsafeBytes(of: integer.bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Appends bytes unchanged.
    public mutating func append(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

    /// Appends what `body` writes, preceded by its length, as in arrays and COPY rows.
    mutating func appendSized(
        _ body: (inout PostgresBuffer) throws(PostgresEncodingFailure) -> Void
    ) throws(PostgresEncodingFailure) {
        let start = bytes.count
        append(Int32(0))
        try body(&self)
        let length = Int32(truncatingIfNeeded: bytes.count - start - 4)
        replaceInteger(at: start, with: length)
    }

    mutating func replaceInteger(at offset: Int, with value: Int32) {
        let bits = UInt32(bitPattern: value)
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: bits >> (24 - 8 * UInt32(index))) }
    }
}

extension RawSpan {
    /// The integer at `offset`; throws when the value is too short.
    func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int = 0,
        as type: Integer.Type = Integer.self
    ) throws(PostgresDecodingFailure) -> Integer {
        guard offset >= 0, byteCount - offset >= MemoryLayout<Integer>.size else {
            throw .value("its bytes end too early")
        }
        return Integer(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Integer.self))
    }

    /// The whole value as one integer.
    func onlyInteger<Integer: FixedWidthInteger & BitwiseCopyable>(
        as type: Integer.Type = Integer.self
    ) throws(PostgresDecodingFailure) -> Integer {
        guard byteCount == MemoryLayout<Integer>.size else {
            throw .value("it has \(byteCount) bytes instead of \(MemoryLayout<Integer>.size)")
        }
        return try integer()
    }
}
