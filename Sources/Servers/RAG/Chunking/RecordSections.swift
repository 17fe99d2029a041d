/// Finds the records of comma- or tab-separated values, and the lines of JSON Lines.
enum RecordSections {
    /// Records, of which the first is the header. A field in quotes may hold the ends of lines.
    static func table(of text: [UInt8]) -> [TextSection] {
        let starts = starts(in: text)
        guard let first = starts.first else { return [] }
        let header = first..<(starts.count > 1 ? starts[1] : text.count)
        let block = TextBlock(range: first..<text.count, kind: .rows(header: header, starts: starts))
        return [TextSection(range: text.indices, blocks: [block])]
    }

    /// One value a line.
    static func lines(of text: [UInt8]) -> [TextSection] {
        let seams = TextLine.lines(of: text, in: text.indices).filter { !$0.isBlank(in: text) }
            .map { TextBlock.Seam(offset: $0.whole.lowerBound, cost: SeamCost.paragraph) }
        guard !seams.isEmpty else { return [] }
        return [TextSection(range: text.indices, blocks: [TextBlock(range: text.indices, kind: .pieces(seams))])]
    }

    /// Where records begin: after ends of lines outside of quotes.
    private static func starts(in text: [UInt8]) -> [Int] {
        var starts: [Int] = []
        var isQuoted = false
        var isAtStart = true
        for (index, byte) in text.enumerated() {
            if isAtStart, !byte.isWhiteSpace {
                starts.append(index)
                isAtStart = false
            }
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == 0x0A || byte == 0x0D { isAtStart = true }
        }
        return starts
    }
}
