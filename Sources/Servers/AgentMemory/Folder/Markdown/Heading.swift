import Text

/// A heading of a Markdown text: one line that begins with `#`, or lines underlined with `=` or `-`.
struct Heading: Sendable, Hashable {
    /// The lines that it takes.
    let lines: Range<Int>
    /// 1 to 6.
    let level: Int
    /// What it says, without its marks.
    let title: String
}

extension Heading {
    /// A heading of the form `## Title`, on a line that is not in a code block.
    init?(atx line: BytewiseString, at index: Int) {
        guard let rest = line.text.unindented, rest.first == "#" else { return nil }
        let marks = rest.prefix { $0 == "#" }
        let after = rest[marks.endIndex...]
        guard marks.count <= 6, after.first.map({ $0 == " " || $0 == "\t" }) ?? true else { return nil }
        self.init(lines: index..<index + 1, level: marks.count, title: Self.withoutClosingMarks(after))
    }

    /// The level that a line gives the paragraph before it; nil for a line that underlines nothing.
    static func level(ofUnderline line: BytewiseString) -> Int? {
        guard let rest = line.text.unindented, let mark = rest.first, mark == "=" || mark == "-" else { return nil }
        let marks = rest.prefix { $0 == mark }
        guard rest[marks.endIndex...].allSatisfy({ $0 == " " || $0 == "\t" }) else { return nil }
        return mark == "=" ? 1 : 2
    }

    private static func withoutClosingMarks(_ text: Substring) -> String {
        let title = text.trimmed
        guard let last = title.lastIndex(where: { $0 != "#" }) else { return "" }
        // Marks at the end count only after a space.
        return title[last] == " " || title[last] == "\t" ? String(title[...last].trimmed) : String(title)
    }
}

extension StringProtocol {
    /// The text without an indentation of at most three spaces; nil where it has more, and so is code.
    var unindented: SubSequence? {
        let indentation = utf8.prefix { $0 == UInt8(ascii: " ") }.count
        let rest = self[utf8.index(startIndex, offsetBy: indentation)...]
        return indentation <= 3 && rest.utf8.first != UInt8(ascii: "\t") ? rest : nil
    }

    /// The text without spaces and tabs around it.
    var trimmed: SubSequence {
        let start = firstIndex { $0 != " " && $0 != "\t" } ?? endIndex
        let end = lastIndex { $0 != " " && $0 != "\t" }.map(index(after:)) ?? start
        return self[start..<end]
    }
}
