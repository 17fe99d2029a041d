/// Finds the sections of a Markdown text and the blocks in them: headings, paragraphs, lists, tables, fenced code, front
/// matter. It looks at lines once, and takes what it does not know for paragraphs.
struct MarkdownSections {
    private let text: [UInt8]
    private let lines: [TextLine]
    private var next = 0
    private var sections: [TextSection] = []
    private var path: [(level: Int, title: String)] = []
    private var current: TextSection

    /// The most characters of a heading that chunks carry.
    private static let longestHeading = 200

    private init(_ text: [UInt8]) {
        self.text = text
        lines = TextLine.lines(of: text, in: text.indices)
        current = TextSection(range: 0..<0, blocks: [])
    }

    static func sections(of text: [UInt8]) -> [TextSection] {
        var reader = MarkdownSections(text)
        reader.read()
        return reader.sections
    }

    private mutating func read() {
        readFrontMatter()
        while next < lines.count {
            if lines[next].isBlank(in: text) {
                next += 1
            } else if let heading = heading(at: next) {
                begin(heading)
            } else if let fence = fence(at: next) {
                readCode(fence)
            } else if isTable(at: next) {
                readTable()
            } else if isItem(next) {
                readList()
            } else {
                readParagraph()
            }
        }
        close(at: text.count)
    }

    // MARK: Sections

    /// A heading, and how many lines it takes.
    private struct Heading {
        let level: Int
        let title: String
        let lines: Int
    }

    private mutating func begin(_ heading: Heading) {
        let start = lines[next].whole.lowerBound
        close(at: start)
        path.removeAll { $0.level >= heading.level }
        path.append((heading.level, heading.title))
        current.headings = path.map(\.title).filter { !$0.isEmpty }
        current.level = heading.level
        add(through: next + heading.lines, .prose)
        next += heading.lines
        // Nothing is cut off right below it.
        isBelowHeading = true
    }

    private var isBelowHeading = false

    private mutating func close(at end: Int) {
        if !current.blocks.isEmpty {
            current.range = current.range.lowerBound..<end
            sections.append(current)
        }
        current = TextSection(range: end..<end, headings: current.headings, blocks: [])
        isBelowHeading = false
    }

    /// Adds the lines from the next one up to another as a block.
    private mutating func add(through end: Int, _ kind: TextBlock.Kind) {
        let range = lines[next].whole.lowerBound..<lines[end - 1].whole.upperBound
        let cost = isBelowHeading ? SeamCost.never : SeamCost.paragraph
        current.blocks.append(TextBlock(range: range, kind: kind, cost: cost))
        isBelowHeading = false
    }

    private func heading(at line: Int) -> Heading? {
        let content = lines[line].trimmed(in: text)
        guard lines[line].indentation(in: text) < 4 else { return nil }
        if content.first == UInt8(ascii: "#") {
            let level = content.prefix { $0 == UInt8(ascii: "#") }.count
            let rest = content.dropFirst(level)
            guard level <= 6, rest.first?.isWhiteSpace ?? true else { return nil }
            return Heading(level: level, title: title(rest), lines: 1)
        }
        // A line that is underlined, the first of its paragraph.
        guard line + 1 < lines.count, !isItem(line) else { return nil }
        let under = lines[line + 1].trimmed(in: text)
        guard let mark = under.first, mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-"), under.count >= 2,
            under.allSatisfy({ $0 == mark }), lines[line + 1].indentation(in: text) < 4
        else { return nil }
        return Heading(level: mark == UInt8(ascii: "=") ? 1 : 2, title: title(content), lines: 2)
    }

    private func title(_ bytes: ArraySlice<UInt8>) -> String {
        var range = text.trimming(bytes.startIndex..<bytes.endIndex)
        // Marks at the end close the heading.
        var end = range.upperBound
        while end > range.lowerBound, text[end - 1] == UInt8(ascii: "#") { end -= 1 }
        if end == range.lowerBound || (end < range.upperBound && text[end - 1].isWhiteSpace) {
            range = text.trimming(range.lowerBound..<end)
        }
        let whole = String(decoding: text[range.prefix(4 * Self.longestHeading)], as: UTF8.self)
        return String(String.UnicodeScalarView(whole.unicodeScalars.prefix(Self.longestHeading)))
    }

    // MARK: Blocks

    private mutating func readFrontMatter() {
        guard let first = lines.first, first.trimmed(in: text).elementsEqual("---".utf8), first.content.count == 3
        else {
            return
        }
        let most = min(lines.count, 1_000)
        guard let end = (1..<max(1, most)).first(where: { lines[$0].trimmed(in: text).elementsEqual("---".utf8) })
        else {
            return
        }
        add(through: end + 1, .lines)
        next = end + 1
    }

    /// The mark of a fence and how long it is.
    private func fence(at line: Int) -> (mark: UInt8, length: Int)? {
        let content = lines[line].trimmed(in: text)
        guard let mark = content.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        let length = content.prefix { $0 == mark }.count
        guard length >= 3 else { return nil }
        // With more of them in the line it is code within a sentence.
        if mark == UInt8(ascii: "`"), content.dropFirst(length).contains(mark) { return nil }
        return (mark, length)
    }

    private mutating func readCode(_ fence: (mark: UInt8, length: Int)) {
        var end = next + 1
        while end < lines.count {
            let content = lines[end].trimmed(in: text)
            end += 1
            if content.count >= fence.length, content.allSatisfy({ $0 == fence.mark }) { break }
        }
        add(through: end, .code)
        next = end
    }

    /// Whether a table begins here: a line with bars, and one below that draws the line under the header.
    private func isTable(at line: Int) -> Bool {
        guard line + 1 < lines.count, text[lines[line].content].contains(UInt8(ascii: "|")) else { return false }
        let under = lines[line + 1].trimmed(in: text)
        return under.contains(UInt8(ascii: "-")) && under.contains(UInt8(ascii: "|"))
            && under.allSatisfy { " \t|:-+".utf8.contains($0) }
    }

    private mutating func readTable() {
        let header = lines[next].whole.lowerBound..<lines[next + 1].whole.upperBound
        var end = next + 2
        while end < lines.count, text[lines[end].content].contains(UInt8(ascii: "|")) { end += 1 }
        let starts = [header.lowerBound] + (next + 2..<end).map { lines[$0].whole.lowerBound }
        add(through: end, .rows(header: header, starts: starts))
        next = end
    }

    /// Whether a line begins with the mark of an item: `-`, `*`, `+`, or a number with a full stop or a bracket.
    private func isItem(_ line: Int) -> Bool {
        let content = lines[line].trimmed(in: text)
        guard let mark = content.first else { return false }
        if "-*+".utf8.contains(mark) { return content.dropFirst().first?.isWhiteSpace ?? true }
        let digits = content.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...9).contains(digits.count) else { return false }
        let rest = content.dropFirst(digits.count)
        return rest.first.map { ".)".utf8.contains($0) } == true && (rest.dropFirst().first?.isWhiteSpace ?? true)
    }

    private mutating func readList() {
        var end = next + 1
        while end < lines.count {
            if lines[end].isBlank(in: text) {
                // An item after an empty line goes on with the list, and so does what is indented.
                guard end + 1 < lines.count, !lines[end + 1].isBlank(in: text),
                    isItem(end + 1) || lines[end + 1].indentation(in: text) >= 2
                else { break }
            } else if heading(at: end) != nil || (fence(at: end) != nil && lines[end].indentation(in: text) < 2) {
                break
            }
            end += 1
        }
        add(through: end, .lines)
        next = end
    }

    private mutating func readParagraph() {
        var end = next + 1
        while end < lines.count, !lines[end].isBlank(in: text), heading(at: end) == nil, fence(at: end) == nil,
            !isTable(at: end)
        {
            // An item may follow a paragraph at once.
            if isItem(end) { break }
            end += 1
        }
        add(through: end, .prose)
        next = end
    }
}
