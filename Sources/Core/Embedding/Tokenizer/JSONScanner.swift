import JSONFormat

/// Reads only the needed members of a JSON file and skips the rest, without building a tree: a vocabulary of 30,000
/// entries is read in a few milliseconds.
struct JSONScanner {
    private let bytes: [UInt8]
    private let source: String
    private var position = 0

    /// - Parameter source: The file's name, for messages.
    init(_ bytes: [UInt8], source: String) {
        self.bytes = bytes
        self.source = source
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    /// Calls the body with each member's name; the body must read or skip the value.
    mutating func object(_ member: (inout JSONScanner, [UInt8]) throws(EmbeddingError) -> Void) throws(EmbeddingError) {
        try expect(UInt8(ascii: "{"), "an object")
        if take(UInt8(ascii: "}")) { return }
        var name: [UInt8] = []
        repeat {
            try string(into: &name)
            try expect(UInt8(ascii: ":"), "a colon")
            try member(&self, name)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "a comma or the end of the object")
    }

    /// Calls the body before each element; the body must read or skip it.
    mutating func array(_ element: (inout JSONScanner) throws(EmbeddingError) -> Void) throws(EmbeddingError) {
        try expect(UInt8(ascii: "["), "an array")
        if take(UInt8(ascii: "]")) { return }
        repeat { try element(&self) } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "a comma or the end of the array")
    }

    mutating func string() throws(EmbeddingError) -> String {
        var content: [UInt8] = []
        try string(into: &content)
        return String(decoding: content, as: UTF8.self)
    }

    mutating func optionalString() throws(EmbeddingError) -> String? {
        null() ? nil : try string()
    }

    mutating func bool() throws(EmbeddingError) -> Bool {
        if literal("true") { return true }
        if literal("false") { return false }
        throw expected("true or false")
    }

    mutating func optionalBool() throws(EmbeddingError) -> Bool? {
        null() ? nil : try bool()
    }

    mutating func integer() throws(EmbeddingError) -> Int {
        skipSpace()
        let start = position
        var value = 0
        let isNegative = take(UInt8(ascii: "-"))
        let digits = position
        while position < bytes.count, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] {
            guard value < 1 << 50 else { throw expected("a smaller number", at: start) }
            value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
            position += 1
        }
        let isFraction = position < bytes.count && [0x2e, 0x45, 0x65].contains(bytes[position])
        guard position > digits, !isFraction else { throw expected("a whole number", at: start) }
        return isNegative ? -value : value
    }

    /// Skips a value of any kind and depth.
    mutating func skip() throws(EmbeddingError) {
        var depth = 0
        var ignored: [UInt8] = []
        repeat {
            skipSpace()
            guard position < bytes.count else { throw expected("a value") }
            switch bytes[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { throw expected("a value") }
                depth -= 1
                position += 1
            case UInt8(ascii: "\""): try string(into: &ignored)
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { throw expected("a value") }
                position += 1
            default:
                let start = position
                while position < bytes.count, Self.isPlain(bytes[position]) { position += 1 }
                guard position > start else { throw expected("a value") }
            }
        } while depth > 0
    }

    /// True for the characters of numbers, `true`, `false` and `null`.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "E"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Consumes a null if it comes next.
    mutating func null() -> Bool { literal("null") }

    /// True if an array comes next.
    var isAtArray: Bool {
        mutating get {
            skipSpace()
            return position < bytes.count && bytes[position] == UInt8(ascii: "[")
        }
    }

    private mutating func literal(_ word: StaticString) -> Bool {
        skipSpace()
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual("\(word)".utf8) else { return false }
        position = end
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[position]) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ what: String) throws(EmbeddingError) {
        guard take(byte) else { throw expected(what) }
    }

    private func expected(_ what: String, at offset: Int? = nil) -> EmbeddingError {
        EmbeddingError(
            "\(source): \(what) was expected at byte \(offset ?? position). The file is damaged: fetch the model again."
        )
    }
}

extension JSONScanner {
    /// Reads a string as UTF-8 into a buffer that the next string reuses.
    mutating func string(into content: inout [UInt8]) throws(EmbeddingError) {
        content.removeAll(keepingCapacity: true)
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw expected("a string") }
        var parser = JSONStringParser(start: position)
        do throws(JSONSyntaxError) {
            try parser.parse(bytes.span, into: &content)
        } catch {
            let what =
                switch error.reason {
                case .unexpectedEnd: "the end of a string"
                case .invalidEscape: "a valid escape"
                default: "an escape for a control character"
                }
            throw expected(what, at: error.offset)
        }
        position = parser.position
    }
}
