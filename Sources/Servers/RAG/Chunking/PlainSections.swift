/// Finds the paragraphs of plain text, which empty lines set apart, and the pages where form feeds end them.
enum PlainSections {
    /// One section with all paragraphs.
    static func sections(of text: [UInt8]) -> [TextSection] {
        let blocks = paragraphs(of: text, in: text.indices)
        return blocks.isEmpty ? [] : [TextSection(range: text.indices, blocks: blocks)]
    }

    /// One section a page.
    static func pages(of text: [UInt8]) -> [TextSection] {
        var sections: [TextSection] = []
        var start = 0
        var page: Int32 = 1
        while start <= text.count {
            let end = text[start...].firstIndex(of: 0x0C) ?? text.count
            let blocks = paragraphs(of: text, in: start..<end)
            if !blocks.isEmpty { sections.append(TextSection(range: start..<end, page: page, blocks: blocks)) }
            page += 1
            start = end + 1
        }
        return sections
    }

    private static func paragraphs(of text: [UInt8], in range: Range<Int>) -> [TextBlock] {
        var blocks: [TextBlock] = []
        var start: Int?
        for line in TextLine.lines(of: text, in: range) {
            if line.isBlank(in: text) {
                if let first = start { blocks.append(TextBlock(range: first..<line.whole.lowerBound, kind: .prose)) }
                start = nil
            } else {
                start = start ?? line.whole.lowerBound
            }
        }
        if let start { blocks.append(TextBlock(range: start..<range.upperBound, kind: .prose)) }
        return blocks
    }
}
