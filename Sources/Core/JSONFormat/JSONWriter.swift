extension JSON {
    /// The value as compact UTF-8 JSON on one line; see ``append(to:)``.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// Appends the value as compact UTF-8 JSON: no line break, controls escaped, everything else as it is.
    ///
    /// Doubles are written with the fewest digits that read back the same, and keep a point or an exponent
    /// (`1.0`), so that they read back as doubles. JSON has no NaN and no infinity: they are written as `null`, as
    /// JavaScript's `JSON.stringify` does.
    public func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(json: "null")
        case .bool(let value): bytes.append(json: value ? "true" : "false")
        case .int(let value): bytes.append(integer: value)
        case .double(let value): bytes.append(double: value)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): bytes.append(jsonString: text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            members.append(to: &bytes)
        }
    }
}

extension JSONObject {
    /// Appends the object as compact UTF-8 JSON; see ``JSON/append(to:)``.
    package func append(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        appendMembers(to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }

    /// Appends the members, without the braces.
    package func appendMembers(to bytes: inout [UInt8]) {
        for (index, member) in enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(jsonString: member.key)
            bytes.append(UInt8(ascii: ":"))
            member.value.append(to: &bytes)
        }
    }
}

extension JSON: CustomStringConvertible {
    /// The value as JSON text.
    public var description: String { String(decoding: serialized(), as: UTF8.self) }
}

extension [UInt8] {
    /// Appends text that is JSON already.
    package mutating func append(json text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func append(integer value: Int64) {
        guard value.magnitude >= 10 else {
            if value < 0 { append(UInt8(ascii: "-")) }
            return append(UInt8(ascii: "0") + UInt8(value.magnitude))
        }
        append(contentsOf: String(value).utf8)
    }

    package mutating func append(double value: Double) {
        guard value.isFinite else { return append(json: "null") }
        append(contentsOf: value.description.utf8)
    }

    /// Appends text as a quoted JSON string.
    package mutating func append(jsonString text: String) {
        var text = text
        append(UInt8(ascii: "\""))
        text.withUTF8 { unsafe appendEscaped($0.span) }
        append(UInt8(ascii: "\""))
    }

    /// Appends valid UTF-8 as the inside of a JSON string.
    package mutating func appendEscaped(_ text: Span<UInt8>) {
        var runStart = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            append(text, runStart..<index)
            runStart = index + 1
            append(UInt8(ascii: "\\"))
            switch byte {
            case 0x08: append(UInt8(ascii: "b"))
            case 0x09: append(UInt8(ascii: "t"))
            case 0x0A: append(UInt8(ascii: "n"))
            case 0x0C: append(UInt8(ascii: "f"))
            case 0x0D: append(UInt8(ascii: "r"))
            case 0..<0x20:
                append(json: "u00")
                append(UInt8(ascii: "0") + byte >> 4)
                append(Self.hexDigits[Int(byte & 0xF)])
            default: append(byte)
            }
        }
        append(text, runStart..<text.count)
    }

    private mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        unsafe text.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
