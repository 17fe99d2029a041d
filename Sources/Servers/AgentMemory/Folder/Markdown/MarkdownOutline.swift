import Text

/// The headings of a Markdown text, by the rules of CommonMark for what stands at the left edge: what looks like a
/// heading inside a code block, a comment or raw HTML is none.
struct MarkdownOutline: Sendable {
    private(set) var headings: [Heading] = []
    /// Whether a code block or a comment is open at the end, so that it would swallow what were to follow.
    var endsOpen: Bool { open != nil }

    private var open: OpenBlock?
    /// The first line of the paragraph that the last line belongs to.
    private var paragraph: Int?
    /// Whether the last line belongs to a list, a quotation or a table, as lines after it do up to a blank one.
    private var isInContainer = false

    init(_ lines: [BytewiseString]) {
        for (index, line) in lines.enumerated() { read(line, at: index, of: lines) }
    }

    private mutating func read(_ line: BytewiseString, at index: Int, of lines: [BytewiseString]) {
        if let block = open {
            if block.isClosed(by: line.text) { open = nil }
            return
        }
        let start = paragraph
        let wasInContainer = isInContainer
        paragraph = nil
        isInContainer = false
        if line.isBlank { return }
        if let heading = Heading(atx: line, at: index) {
            headings.append(heading)
        } else if let start, let level = Heading.level(ofUnderline: line) {
            let title = lines[start..<index].map { String($0.text.trimmed) }.joined(separator: " ")
            headings.append(Heading(lines: start..<index + 1, level: level, title: title))
        } else if let block = OpenBlock(openedBy: line.text) {
            open = block.isClosedByItsFirstLine(line.text) ? nil : block
        } else if wasInContainer || line.text.beginsContainer {
            // An underline after it is a rule, not a heading.
            isInContainer = true
        } else if start != nil || line.text.unindented != nil && Heading.level(ofUnderline: line) == nil {
            paragraph = start ?? index
        }
    }
}

extension String {
    /// Whether the line begins a list item, a quotation or a row of a table.
    fileprivate var beginsContainer: Bool {
        guard let rest = unindented, let first = rest.first else { return false }
        switch first {
        case ">", "|": return true
        case "-", "*", "+": return rest.dropFirst().first.map { $0 == " " || $0 == "\t" } ?? true
        case "0"..."9":
            let after = rest.drop { $0.isASCII && $0.isNumber }
            guard let mark = after.first, mark == "." || mark == ")" else { return false }
            return after.dropFirst().first.map { $0 == " " || $0 == "\t" } ?? true
        default: return false
        }
    }
}
