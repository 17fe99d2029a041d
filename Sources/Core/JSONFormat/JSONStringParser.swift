/// The text of one JSON string: escapes undone, half a surrogate pair become U+FFFD.
package struct JSONStringParser {
    /// Behind the closing quote once the string is read.
    package private(set) var position: Int
    /// Whether half a surrogate pair, or invalid UTF-8, became U+FFFD.
    package private(set) var hasReplacement = false

    /// - Parameter start: Where the opening quote stands.
    package init(start: Int) {
        position = start
    }

    /// Appends the bytes of the text; invalid UTF-8 stays unchanged.
    package mutating func parse(_ bytes: Span<UInt8>, into content: inout [UInt8]) throws(JSONSyntaxError) {
        position += 1
        while true {
            let start = position
            position = Self.plainEnd(bytes, from: start)
            guard position < bytes.count else { throw JSONSyntaxError(reason: .unexpectedEnd, offset: bytes.count) }
            Self.append(bytes, start..<position, to: &content)
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"):
                try escape(bytes, into: &content)
            case let control:
                throw JSONSyntaxError(reason: .controlCharacter(control), offset: position)
            }
        }
    }

    /// The text; invalid UTF-8 becomes U+FFFD.
    ///
    /// - Parameter scratch: Memory that is reused from string to string.
    mutating func parse(_ bytes: Span<UInt8>, _ scratch: inout [UInt8]) throws(JSONSyntaxError) -> String {
        let end = Self.plainEnd(bytes, from: position + 1)
        if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
            defer { position = end + 1 }
            return text(bytes.extracting(position + 1..<end))
        }
        scratch.removeAll(keepingCapacity: true)
        try parse(bytes, into: &scratch)
        return text(scratch.span)
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

    private mutating func text(_ bytes: Span<UInt8>) -> String {
        if let valid = try? UTF8Span(validating: bytes) { return String(copying: valid) }
        hasReplacement = true
        return unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    private static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to content: inout [UInt8]) {
        guard !range.isEmpty else { return }
        unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe content.append(contentsOf: $0) }
    }

    private mutating func escape(_ bytes: Span<UInt8>, into content: inout [UInt8]) throws(JSONSyntaxError) {
        guard position + 1 < bytes.count else { throw JSONSyntaxError(reason: .unexpectedEnd, offset: bytes.count) }
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
        case UInt8(ascii: "u"): return try unicodeEscape(bytes, into: &content)
        default: throw JSONSyntaxError(reason: .invalidEscape, offset: position)
        }
        content.append(plain)
        position += 2
    }

    private mutating func unicodeEscape(_ bytes: Span<UInt8>, into content: inout [UInt8]) throws(JSONSyntaxError) {
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
        if Unicode.Scalar(code) == nil { hasReplacement = true }
        let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
        content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
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
}
