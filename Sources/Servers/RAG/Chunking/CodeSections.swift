/// Finds where the source code of a program is best cut: at empty lines before what is least indented, then at other empty
/// lines, then between lines. It knows no language.
enum CodeSections {
    static func sections(of text: [UInt8]) -> [TextSection] {
        var seams: [TextBlock.Seam] = []
        var isAfterBlank = false
        for line in TextLine.lines(of: text, in: text.indices) {
            if line.isBlank(in: text) {
                isAfterBlank = true
                continue
            }
            let isOuter = line.indentation(in: text) == 0
            // What closes a declaration belongs to it.
            let closes = line.trimmed(in: text).first.map { "})]".utf8.contains($0) } ?? false
            let cost =
                switch (isAfterBlank, isOuter) {
                case (true, true): SeamCost.paragraph
                case (true, false): 0.06
                case (false, true): closes ? SeamCost.codeLine : SeamCost.sentence
                case (false, false): SeamCost.codeLine
                }
            seams.append(TextBlock.Seam(offset: line.whole.lowerBound, cost: cost))
            isAfterBlank = false
        }
        guard !seams.isEmpty else { return [] }
        return [TextSection(range: text.indices, blocks: [TextBlock(range: text.indices, kind: .pieces(seams))])]
    }
}
