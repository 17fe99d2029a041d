/// A line of a text, in bytes.
struct TextLine: Sendable {
    /// Without the end of the line.
    let content: Range<Int>
    /// With it.
    let whole: Range<Int>

    /// The lines of a text, which end with LF, CR LF or CR.
    static func lines(of text: [UInt8], in range: Range<Int>) -> [TextLine] {
        var lines: [TextLine] = []
        var start = range.lowerBound
        var index = start
        while index < range.upperBound {
            let byte = text[index]
            guard byte == 0x0A || byte == 0x0D else {
                index += 1
                continue
            }
            let isPair = byte == 0x0D && index + 1 < range.upperBound && text[index + 1] == 0x0A
            let end = index + (isPair ? 2 : 1)
            lines.append(TextLine(content: start..<index, whole: start..<end))
            start = end
            index = end
        }
        if start < range.upperBound {
            lines.append(TextLine(content: start..<range.upperBound, whole: start..<range.upperBound))
        }
        return lines
    }

    /// Whether nothing is to be seen in it.
    func isBlank(in text: [UInt8]) -> Bool { text[content].allSatisfy(\.isWhiteSpace) }

    /// How far it is indented; a tab goes to the next multiple of four.
    func indentation(in text: [UInt8]) -> Int {
        var columns = 0
        for byte in text[content] {
            switch byte {
            case 0x20: columns += 1
            case 0x09: columns += 4 - columns % 4
            default: return columns
            }
        }
        return columns
    }

    /// Its bytes without the white space around them.
    func trimmed(in text: [UInt8]) -> ArraySlice<UInt8> { text[text.trimming(content)] }
}

extension UInt8 {
    /// Space, tab, and what ends lines or pages; NUL, which no text in the database has, is taken for one.
    var isWhiteSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) || self == 0 }
}

extension [UInt8] {
    /// A range without the white space at its ends; empty at its start where there is nothing else.
    func trimming(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start].isWhiteSpace { start += 1 }
        while end > start, self[end - 1].isWhiteSpace { end -= 1 }
        return start..<end
    }
}
