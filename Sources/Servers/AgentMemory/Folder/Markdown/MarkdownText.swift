import Text

/// The text of a memory as a file and the database compare it: lines without their endings, and without the blank lines
/// at the beginning and at the end, which belong to the file.
struct MarkdownText: Sendable, Hashable {
    let lines: [BytewiseString]

    init(_ text: String) {
        self.init(lines: TextLine.lines(of: text).map(\.text))
    }

    init(lines: some Sequence<BytewiseString>) {
        let lines = Array(lines)
        let start = lines.firstIndex { !$0.isBlank } ?? lines.endIndex
        let end = lines.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
        self.lines = Array(lines[start..<end])
    }

    var isEmpty: Bool { lines.isEmpty }

    /// The lines with line feeds between them.
    var string: String { lines.map(\.text).joined(separator: "\n") }

    /// The text without its first lines, where it begins with them.
    func removing(_ start: MarkdownText) -> MarkdownText? {
        guard !start.isEmpty, lines.starts(with: start.lines) else { return nil }
        return MarkdownText(lines: lines[start.lines.count...])
    }
}
