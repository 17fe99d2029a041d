import Text

/// Text from elsewhere, made fit for a log and for a terminal.
///
/// What a client, a file or a database has sent may hold line ends that forge a line, escape sequences that drive a
/// terminal, and marks that turn the direction of writing.
enum LineText {
    /// The text with every character that is not to be shown as it is written as `\uXXXX`, as in JSON; a tab and a
    /// line end as `\t` and `\n` unless they are kept.
    ///
    /// - Parameter quotes: Characters that get a backslash.
    static func escaped(_ text: String, keepsLines: Bool = false, backslashing quotes: String = "") -> String {
        func stays(_ scalar: Unicode.Scalar) -> Bool {
            (isPlain(scalar) || keepsLines && isLayout(scalar)) && !quotes.unicodeScalars.contains(scalar)
        }
        guard !text.unicodeScalars.allSatisfy(stays) else { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case _ where stays(scalar): result.unicodeScalars.append(scalar)
            case _ where quotes.unicodeScalars.contains(scalar):
                result.unicodeScalars.append("\\")
                result.unicodeScalars.append(scalar)
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                for unit in String(scalar).utf16 { result += "\\u" + unit.hexadecimal() }
            }
        }
        return result
    }

    /// The beginning of a text of more than `limit` bytes of UTF-8, with the number of bytes that are missing.
    static func cut(_ text: String, toBytes limit: Int) -> String {
        let size = text.utf8.count
        guard size > limit else { return text }
        // Back to where a scalar begins: a grapheme may be as long as the whole text.
        let start = text.utf8.startIndex
        var end = text.utf8.index(start, offsetBy: limit)
        while end > start, text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
        let kept = text.utf8[..<end]
        return String(decoding: kept, as: UTF8.self) + "… (\(size - kept.count) more bytes)"
    }

    /// Neither a control nor a separator of lines, nor invisible: marks of direction, joiners, tags.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    private static func isLayout(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\t" }
}
