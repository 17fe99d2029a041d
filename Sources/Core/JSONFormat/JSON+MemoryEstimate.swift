extension JSON {
    /// About how many bytes of memory a JSON text takes once it is parsed, its growth meanwhile included.
    ///
    /// Values cost far more than their text where the text is many small ones: a megabyte of `{"a":1}` becomes forty.
    /// So the text is looked through before it is parsed. It need not be valid.
    public static func memoryEstimate(ofText bytes: Span<UInt8>) -> Int {
        var estimate = MemoryEstimate()
        for index in bytes.indices { estimate.add(bytes[index]) }
        return estimate.total
    }

    /// About how many bytes of memory a JSON text takes once it is parsed; see
    /// ``memoryEstimate(ofText:)-(Span<UInt8>)``.
    public static func memoryEstimate(ofText text: String) -> Int { memoryEstimate(ofText: text.utf8.span) }
}

/// Adds up what the values in a JSON text take. It follows strings, since what is in them costs no more than it says.
private struct MemoryEstimate {
    /// A place in an array that grows to twice its size, while what it grew from is still there.
    private static let element = 2 * MemoryLayout<JSON>.stride
    /// A name and its value, and the name's entry in a hash table.
    private static let member = 2 * (MemoryLayout<String>.stride + MemoryLayout<JSON>.stride) + 8
    /// An array in memory before its first element: the allocation, its header, the room it begins with.
    private static let storage = 64
    /// A string that is too long to be kept in its value.
    private static let longString = 48
    private static let shortString = 15

    private var bytes = MemoryLayout<JSON>.stride
    private var inString = false
    private var isEscaped = false
    private var length = 0
    /// Whether the next member is the first of its object: an empty object takes no more than its place.
    private var isFirstMember = false

    var total: Int { bytes }

    mutating func add(_ byte: UInt8) {
        guard !inString else { return addToString(byte) }
        switch byte {
        case UInt8(ascii: "\""): (inString, length) = (true, 0)
        case UInt8(ascii: ","): bytes += Self.element
        case UInt8(ascii: ":"):
            bytes += Self.member - Self.element + (isFirstMember ? 2 * Self.storage : 0)
            isFirstMember = false
        case UInt8(ascii: "["): bytes += Self.storage + Self.element
        case UInt8(ascii: "{"): (bytes, isFirstMember) = (bytes + Self.element, true)
        case UInt8(ascii: "}"): isFirstMember = false
        default: break
        }
    }

    private mutating func addToString(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            inString = false
            if length > Self.shortString { bytes += Self.longString + length }
        }
        length += 1
    }
}
