import Text

/// The YAML at the beginning of a file, between two lines of `---`. It is the user's: whatever it says is kept as it is
/// written, and only the one line of ``FileMark`` is ours.
struct FrontMatter: Sendable, Hashable {
    static let mostBytes = 65_536

    /// All its lines, the two of `---` among them.
    let lines: [TextLine]
    /// What it says about the file's memories.
    let mark: FileMark?
    /// The lines that say it.
    private let markLines: Range<Int>?
    /// Whether a mark can be written into it: not where it cannot be read.
    let canBeMarked: Bool

    /// The front matter of a file that has one.
    init?(startOf file: [TextLine]) throws(MarkdownFlaw) {
        guard file.first?.text == "---" else { return nil }
        var bytes = 0
        var end: Int?
        for (index, line) in file.enumerated().dropFirst() {
            if line.text.text.isEnd {
                end = index
                break
            }
            bytes += line.text.text.utf8.count + 1
            // A rule at the beginning of a long text is no front matter.
            if bytes > Self.mostBytes, !file[index...].contains(where: { $0.text.text.isEnd }) { return nil }
            if bytes > Self.mostBytes { throw .longFrontMatter(limit: Self.mostBytes) }
        }
        guard let end else { return nil }
        lines = Array(file[...end])
        let content = file[1..<end].map(\.text)
        switch FrontMatterYAML(content) {
        case .nothing: return nil
        case .unreadable:
            mark = nil
            markLines = nil
            canBeMarked = false
        case .mapping(let found, let foundLines):
            mark = found
            // Counted from the line after `---`.
            markLines = foundLines.map { $0.lowerBound + 1..<$0.upperBound + 1 }
            canBeMarked = true
        }
    }

    /// Its lines with another mark, all else as it was.
    func marked(_ mark: FileMark) -> [TextLine] {
        guard canBeMarked else { return lines }
        var lines = lines
        let place = markLines ?? lines.endIndex - 1..<lines.endIndex - 1
        lines.replaceSubrange(place, with: [TextLine(BytewiseString(mark.line), lines[0].ending)])
        return lines
    }

    /// Whether it says nothing but the mark.
    var isOurs: Bool { markLines.map { $0.count == lines.count - 2 } ?? false }

    /// A front matter of a mark alone.
    static func lines(of mark: FileMark, _ ending: LineEnding) -> [TextLine] {
        ["---", mark.line, "---"].map { TextLine(BytewiseString($0), ending) }
    }
}

extension String {
    fileprivate var isEnd: Bool {
        let line = trimmed
        return first.map { $0 == "-" || $0 == "." } == true && (line == "---" || line == "...")
    }
}
