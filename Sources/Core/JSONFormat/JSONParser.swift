/// A single pass over the bytes of one JSON value (RFC 8259).
///
/// Strict in grammar, lenient in text: invalid UTF-8 and unpaired surrogates become U+FFFD. Not so in names, where two
/// members would become one.
/// The bytes are handed to each step as a span, so every access is checked.
struct JSONParser {
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0
    private var scratch: [UInt8] = []

    init(_ limits: JSONLimits) {
        self.limits = limits
    }

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
            var number = JSONNumberParser(start: position, hasAnyNumber: limits.hasAnyNumber)
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
                let start = position
                let name = try name(bytes)
                guard limits.mayRepeatNames || members[name] == nil else {
                    throw JSONSyntaxError(reason: .repeatedName(name), offset: start)
                }
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
        if depth > limits.depth { throw JSONSyntaxError(reason: .tooDeep(limit: limits.depth), offset: position) }
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

    private mutating func name(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String {
        let start = position
        var string = JSONStringParser(start: start)
        let name = try string.parse(bytes, &scratch)
        position = string.position
        guard !string.hasReplacement else {
            throw .invalidName(bytes.extracting(start + 1..<position - 1), at: start)
        }
        return name
    }

    private mutating func string(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String {
        var string = JSONStringParser(start: position)
        defer { position = string.position }
        return try string.parse(bytes, &scratch)
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
    ///   them.
    /// - Invalid UTF-8 and unpaired surrogates become U+FFFD in texts; in names they are refused.
    /// - Of members with one name, byte by byte, the last wins, unless the limits forbid it.
    /// - What is past the limits is refused.
    public init(parsing bytes: Span<UInt8>, within limits: JSONLimits = .message) throws(JSONSyntaxError) {
        var parser = JSONParser(limits)
        self = try parser.parse(bytes)
    }

    /// Parses one JSON value; see ``init(parsing:within:)-(Span<UInt8>,_)``.
    public init(parsing bytes: [UInt8], within limits: JSONLimits = .message) throws(JSONSyntaxError) {
        try self.init(parsing: bytes.span, within: limits)
    }

    /// Parses one JSON value; see ``init(parsing:within:)-(Span<UInt8>,_)``.
    public init(parsing text: String, within limits: JSONLimits = .message) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8), within: limits)
    }
}
