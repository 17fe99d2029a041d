import Text

/// A part of a Markdown text from one heading to the next, whatever their levels; also what stands before the first one.
struct MarkdownUnit: Sendable, Hashable {
    /// All its lines: the next unit begins where it ends.
    let lines: Range<Int>
    /// Its lines without the blank ones around them.
    let textLines: Range<Int>
    /// nil before the first heading.
    let heading: Heading?
    let text: MarkdownText
    /// Whether it says more than its heading.
    let hasBody: Bool

    /// The units of a text. They hold each of its lines once.
    static func units(of lines: [BytewiseString]) -> [MarkdownUnit] {
        let headings = MarkdownOutline(lines).headings
        var units: [MarkdownUnit] = []
        let first = headings.first?.lines.lowerBound ?? lines.endIndex
        if first > 0 { units.append(MarkdownUnit(0..<first, of: lines, heading: nil)) }
        for (index, heading) in headings.enumerated() {
            let end = index + 1 < headings.endIndex ? headings[index + 1].lines.lowerBound : lines.endIndex
            units.append(MarkdownUnit(heading.lines.lowerBound..<end, of: lines, heading: heading))
        }
        return units
    }

    private init(_ range: Range<Int>, of all: [BytewiseString], heading: Heading?) {
        let start = all[range].firstIndex { !$0.isBlank } ?? range.upperBound
        let end = all[range].lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
        lines = range
        textLines = start..<end
        self.heading = heading
        text = MarkdownText(lines: all[start..<end])
        hasBody = end > (heading?.lines.upperBound ?? start)
    }
}

extension MarkdownText {
    var units: [MarkdownUnit] { MarkdownUnit.units(of: lines) }

    /// Whether it says more than its headings.
    var hasBody: Bool { units.contains(where: \.hasBody) }

    /// The lines of the heading that it begins with; empty where it begins with none.
    var heading: MarkdownText {
        guard let first = MarkdownOutline(lines).headings.first, first.lines.lowerBound == 0 else {
            return MarkdownText(lines: [])
        }
        return MarkdownText(lines: lines[first.lines])
    }
}
