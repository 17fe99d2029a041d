import OrderedCollections

/// A single pass over the bytes of one JSON value (RFC 8259).
///
/// Strict in grammar, lenient in text: what is no UTF-8 and what is half a surrogate pair becomes U+FFFD.
/// The bytes are handed to each step as a span, so every access is checked.
struct JSONParser {
    /// Arrays and objects may nest this deep; more is an error, never a stack overflow.
    static let depthLimit = 512

    private var position = 0
    private var depth = 0
    private var scratch: [UInt8] = []

    mutating func parse(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSON {
        skipWhitespace(bytes)
        guard position < bytes.count else { throw JSONSyntaxError(reason: .emptyInput, offset: position) }
        let value = try value(bytes)
        skipWhitespace(bytes)
        guard position == bytes.count else { throw JSONSyntaxError(reason: .trailingBytes, offset: position) }
        return value
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSON {
        guard position < bytes.count else { throw end(bytes) }
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\""):
            return .string(try string(bytes))
        case UInt8(ascii: "{"):
            return try object(bytes)
        case UInt8(ascii: "["):
            return try array(bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            var number = JSONNumberParser(start: position)
            defer { position = number.position }
            return try number.parse(bytes)
        case UInt8(ascii: "t"):
            try literal("true", bytes)
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false", bytes)
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null", bytes)
            return .null
        default:
            throw JSONSyntaxError(reason: .unexpectedByte(byte), offset: position)
        }
    }

    // MARK: Arrays and objects

    private mutating func array(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSON {
        try descend()
        var elements: [JSON] = []
        skipWhitespace(bytes)
        if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
            position += 1
        } else {
            repeat {
                skipWhitespace(bytes)
                elements.append(try value(bytes))
            } while try goesOn(bytes, until: UInt8(ascii: "]"))
        }
        depth -= 1
        return .array(elements)
    }

    private mutating func object(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSON {
        try descend()
        var members = JSONObject()
        skipWhitespace(bytes)
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            position += 1
        } else {
            repeat {
                skipWhitespace(bytes)
                try expect(UInt8(ascii: "\""), bytes)
                let name = try string(bytes)
                skipWhitespace(bytes)
                try expect(UInt8(ascii: ":"), bytes)
                position += 1
                skipWhitespace(bytes)
                members[name] = try value(bytes)
            } while try goesOn(bytes, until: UInt8(ascii: "}"))
        }
        depth -= 1
        return .object(members)
    }

    private mutating func descend() throws(JSONSyntaxError) {
        depth += 1
        if depth > Self.depthLimit {
            throw JSONSyntaxError(reason: .tooDeep(limit: Self.depthLimit), offset: position)
        }
        position += 1
    }

    /// Steps over the comma (true) or the closing bracket (false) that must follow an element.
    private mutating func goesOn(_ bytes: Span<UInt8>, until close: UInt8) throws(JSONSyntaxError) -> Bool {
        skipWhitespace(bytes)
        guard position < bytes.count else { throw end(bytes) }
        let byte = bytes[position]
        guard byte == close || byte == UInt8(ascii: ",") else {
            throw JSONSyntaxError(reason: .unexpectedByte(byte), offset: position)
        }
        position += 1
        return byte != close
    }

    // MARK: Strings

    private mutating func string(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        position = Self.plainEnd(bytes, from: start)
        guard position < bytes.count else { throw end(bytes) }
        if bytes[position] == UInt8(ascii: "\"") {
            defer { position += 1 }
            return Self.text(bytes.extracting(start..<position))
        }
        scratch.removeAll(keepingCapacity: true)
        var runStart = start
        while true {
            append(bytes, runStart..<position)
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: scratch, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try escape(bytes)
            case let control:
                throw JSONSyntaxError(reason: .controlCharacter(control), offset: position)
            }
            runStart = position
            position = Self.plainEnd(bytes, from: runStart)
            guard position < bytes.count else { throw end(bytes) }
        }
    }

    /// The offset of the first byte that cannot stand for itself in a string: a quote, a backslash, a control.
    private static func plainEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            index += 1
        }
        return index
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        if let valid = try? UTF8Span(validating: bytes) { return String(copying: valid) }
        return unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    private mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe scratch.append(contentsOf: $0) }
    }

    private mutating func escape(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        guard position + 1 < bytes.count else { throw end(bytes) }
        let plain: UInt8
        switch bytes[position + 1] {
        case UInt8(ascii: "\""): plain = UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): plain = UInt8(ascii: "\\")
        case UInt8(ascii: "/"): plain = UInt8(ascii: "/")
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "u"): return try unicodeEscape(bytes)
        default: throw JSONSyntaxError(reason: .invalidEscape, offset: position)
        }
        scratch.append(plain)
        position += 2
    }

    private mutating func unicodeEscape(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        guard let unit = Self.codeUnit(bytes, at: position) else {
            throw JSONSyntaxError(reason: .invalidEscape, offset: position)
        }
        position += 6
        var code = UInt32(unit)
        if UTF16.isLeadSurrogate(unit), let next = Self.codeUnit(bytes, at: position), UTF16.isTrailSurrogate(next) {
            position += 6
            code = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(next & 0x3FF))
        }
        // A scalar cannot be made of half a pair.
        let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
        scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// The code unit of the six bytes `\uXXXX` at an offset, or nil when something else stands there.
    private static func codeUnit(_ bytes: Span<UInt8>, at offset: Int) -> UInt16? {
        guard offset + 6 <= bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for index in offset + 2..<offset + 6 {
            let digit: UInt8
            switch bytes[index] {
            case let byte where byte &- UInt8(ascii: "0") < 10: digit = byte &- UInt8(ascii: "0")
            case let byte where (byte | 0x20) &- UInt8(ascii: "a") < 6: digit = (byte | 0x20) &- UInt8(ascii: "a") + 10
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    // MARK: Small steps

    private mutating func literal(_ word: StaticString, _ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            guard start + index < bytes.count else { throw end(bytes) }
            guard unsafe bytes[start + index] == word.utf8Start[index] else {
                throw JSONSyntaxError(reason: .unexpectedByte(bytes[start + index]), offset: start + index)
            }
        }
        position = start + word.utf8CodeUnitCount
    }

    private func expect(_ byte: UInt8, _ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        guard position < bytes.count else { throw end(bytes) }
        guard bytes[position] == byte else {
            throw JSONSyntaxError(reason: .unexpectedByte(bytes[position]), offset: position)
        }
    }

    private mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    private func end(_ bytes: Span<UInt8>) -> JSONSyntaxError {
        JSONSyntaxError(reason: .unexpectedEnd, offset: bytes.count)
    }
}

extension JSON {
    /// Parses one JSON value, with nothing but white space around it.
    ///
    /// - Integers that fit 64 bits become `.int`, all other numbers `.double`, or `.number` when a double would change
    ///   them; what overflows a double is refused.
    /// - Invalid UTF-8 and unpaired surrogates become U+FFFD.
    /// - Of members with one name the last wins.
    /// - Nesting past 512 levels is refused.
    public init(parsing bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var parser = JSONParser()
        self = try parser.parse(bytes)
    }

    /// Parses one JSON value; see ``init(parsing:)-(Span<UInt8>)``.
    public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
        try self.init(parsing: bytes.span)
    }

    /// Parses one JSON value; see ``init(parsing:)-(Span<UInt8>)``.
    public init(parsing text: String) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8))
    }
}
