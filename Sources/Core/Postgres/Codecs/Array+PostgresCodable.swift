/// One-dimensional arrays; elements that are Optional may be NULL.
///
/// The binary format is the number of dimensions, whether there are NULLs, the element's type, then size and lower
/// bound of each dimension and the elements, each preceded by its length (PostgreSQL's array_send).
extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// The columns it is read from.
    public static var expectedColumn: String { "an array of \(Element.expectedColumn)" }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> [Element] {
        guard PostgresOID.elementOfArray[type] != nil || type.isUserDefined, bytes.byteCount >= 12 else {
            throw .wrongType
        }
        let dimensions = try bytes.integer(at: 0, as: Int32.self)
        let elementType = PostgresOID(try bytes.integer(at: 8, as: UInt32.self))
        guard (0...6).contains(dimensions), type.isUserDefined || PostgresOID.elementOfArray[type] == elementType else {
            throw .wrongType
        }
        guard dimensions > 0 else { return [] }
        guard dimensions == 1 else { throw .value("it has \(dimensions) dimensions; only one can be read") }
        let count = Int(try bytes.integer(at: 12, as: Int32.self))
        var elements: [Element] = []
        var offset = 20
        guard count >= 0, (bytes.byteCount - offset) / 4 >= count else { throw .value("its bytes end too early") }
        elements.reserveCapacity(count)
        for _ in 0..<count {
            let length = Int(try bytes.integer(at: offset, as: Int32.self))
            offset += 4
            if length < 0 {
                elements.append(try Element.decodeNull())
            } else {
                guard bytes.byteCount - offset >= length else { throw .value("its bytes end too early") }
                elements.append(
                    try Element.decode(bytes.extracting(offset..<offset + length), type: elementType)
                )
                offset += length
            }
        }
        return elements
    }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// The array of the element's type.
    public static var postgresType: PostgresType {
        // Only a type from outside this module could lack an array type; the server then reports what it does not know.
        Element.postgresType.array ?? .arrayOfNamed("\(Element.postgresType)")
    }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        guard let count = Int32(exactly: self.count) else { throw PostgresEncodingFailure("the array is too long") }
        buffer.append(Int32(count == 0 ? 0 : 1))
        buffer.append(Int32(contains { $0.isPostgresNull } ? 1 : 0))
        buffer.appendElementType(Element.postgresType)
        guard count > 0 else { return }
        buffer.append(count)
        buffer.append(Int32(1))
        for element in self {
            guard !element.isPostgresNull else {
                buffer.append(Int32(-1))
                continue
            }
            try buffer.appendSized { buffer throws(PostgresEncodingFailure) in try element.encode(into: &buffer) }
        }
    }
}

extension PostgresBuffer {
    /// The OID of a named type is only known when the value is sent; `setElementType` fills it in then.
    fileprivate mutating func appendElementType(_ type: PostgresType) {
        guard case .builtin(let oid) = type else { return append(UInt32(0)) }
        append(oid.rawValue)
    }

    /// Fills in the element type of an array that begins at `offset`.
    mutating func setElementType(_ type: PostgresOID, ofArrayAt offset: Int) {
        replaceInteger(at: offset + 8, with: Int32(bitPattern: type.rawValue))
    }
}
