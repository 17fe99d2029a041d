import Text

/// Why some bytes are not one JSON value, and where.
public struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    /// What was wrong.
    public enum Reason: Sendable, Hashable {
        case emptyInput
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case controlCharacter(UInt8)
        case invalidEscape
        case invalidNumber
        case numberOutOfRange
        /// A name with half a surrogate pair or invalid UTF-8: how it begins, as it was written.
        case invalidName(start: String)
        case tooDeep(limit: Int)
        case trailingBytes
        /// Only where ``JSONLimits`` forbid it.
        case repeatedName(String)
    }

    /// What was wrong.
    public let reason: Reason

    /// Where: an offset in bytes from the start of the input.
    public let offset: Int

    /// A sentence for a person; of the input it repeats nothing but the start of a name.
    public var description: String {
        switch reason {
        case .emptyInput: "The input contains no JSON value."
        case .unexpectedEnd: "The JSON ends too early, at byte \(offset)."
        case .unexpectedByte(let byte): "The JSON has an unexpected \(Self.name(byte)) at byte \(offset)."
        case .controlCharacter(let byte):
            "The JSON has an unescaped control character (\(Self.name(byte))) in a string at byte \(offset)."
        case .invalidEscape: "The JSON has an invalid escape sequence at byte \(offset)."
        case .invalidNumber: "The JSON has a malformed number at byte \(offset)."
        case .numberOutOfRange: "The JSON has a number too large for a double at byte \(offset)."
        case .invalidName(let start):
            "The JSON has a member name that is not valid Unicode, \"\(start)\", at byte \(offset)."
        case .tooDeep(let limit): "The JSON nests deeper than \(limit) levels at byte \(offset)."
        case .trailingBytes: "The JSON value is followed by something else at byte \(offset)."
        case .repeatedName(let name):
            "The JSON object has the name \(JSON.string(String(name.unicodeScalars.prefix(100)))) twice, "
                + "the second time at byte \(offset)."
        }
    }

    static func invalidName(_ name: Span<UInt8>, at offset: Int) -> JSONSyntaxError {
        let scalars = unsafe name.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }.unicodeScalars
        let start = String(String.UnicodeScalarView(scalars.prefix(60)))
        return JSONSyntaxError(reason: .invalidName(start: scalars.count > 60 ? start + "…" : start), offset: offset)
    }

    private static func name(_ byte: UInt8) -> String {
        if byte > 0x20, byte < 0x7F { return "'\(Character(UnicodeScalar(byte)))'" }
        return "byte 0x" + byte.hexadecimal(uppercase: true)
    }
}
