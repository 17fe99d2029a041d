import Text

/// One line of a file, with what ends it, so that the lines of a file are the file.
struct TextLine: Sendable, Hashable {
    let text: BytewiseString
    var ending: LineEnding

    init(_ text: BytewiseString, _ ending: LineEnding) {
        self.text = text
        self.ending = ending
    }

    var isBlank: Bool { text.isBlank }

    /// The lines of a text. A carriage return alone ends none.
    static func lines(of text: some StringProtocol) -> [TextLine] {
        let bytes = Array(text.utf8)
        var lines: [TextLine] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
            var textEnd = end ?? bytes.count
            var ending = end == nil ? LineEnding.none : .lineFeed
            if end != nil, textEnd > start, bytes[textEnd - 1] == UInt8(ascii: "\r") {
                textEnd -= 1
                ending = .carriageReturnLineFeed
            }
            lines.append(TextLine(BytewiseString(String(decoding: bytes[start..<textEnd], as: UTF8.self)), ending))
            start = (end ?? bytes.count) + 1
        }
        return lines
    }

    /// The text that the lines are.
    static func joined(_ lines: some Sequence<TextLine>) -> String {
        var text = ""
        for line in lines {
            text += line.text.text
            text += line.ending.rawValue
        }
        return text
    }
}

extension BytewiseString {
    /// Whether a line holds nothing but spaces and tabs.
    var isBlank: Bool { text.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }
}
