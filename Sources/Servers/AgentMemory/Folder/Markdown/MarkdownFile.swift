import Cryptography
import Text

/// A Markdown file in its parts, which together are its bytes.
struct MarkdownFile: Sendable, Hashable {
    let hasByteOrderMark: Bool
    let frontMatter: FrontMatter?
    /// The lines after the front matter.
    let body: [TextLine]
    let units: [MarkdownUnit]

    /// - Throws: ``MarkdownFlaw`` for what is no text, or is not to be read as what it seems.
    init(_ bytes: [UInt8]) throws(MarkdownFlaw) {
        let content = ByteOrderMark.removed(from: bytes)
        guard !content.contains(0), let text = String(validating: content, as: UTF8.self) else {
            throw .notText
        }
        var lines = TextLine.lines(of: text)
        if Self.holdsMergeMarkers(lines) { throw .mergeMarkers }
        frontMatter = try FrontMatter(startOf: lines)
        lines.removeFirst(frontMatter?.lines.count ?? 0)
        hasByteOrderMark = content.count < bytes.count
        body = lines
        units = MarkdownUnit.units(of: lines.map(\.text))
    }

    var bytes: [UInt8] { Self.bytes(hasByteOrderMark, frontMatter?.lines ?? [], body) }

    static func bytes(_ hasByteOrderMark: Bool, _ frontMatter: [TextLine], _ body: [TextLine]) -> [UInt8] {
        Array(((hasByteOrderMark ? "\u{FEFF}" : "") + TextLine.joined(frontMatter + body)).utf8)
    }

    /// What most of its lines end with.
    var usualEnding: LineEnding {
        let lines = (frontMatter?.lines ?? []) + body
        let withReturn = lines.count { $0.ending == .carriageReturnLineFeed }
        return withReturn * 2 > lines.count ? .carriageReturnLineFeed : .lineFeed
    }

    /// Tells bodies apart, whatever their lines end with: the first 16 digits of a SHA-256.
    var bodyHash: String { Self.hash(of: body) }

    static func hash(of body: [TextLine]) -> String {
        let text = body.map(\.text.text).joined(separator: "\n")
        return String(HashFunction.sha256.hash(Array(text.utf8)).hex.prefix(16))
    }

    /// Whether a merge of Git's stopped in it: half of each side is nobody's text.
    private static func holdsMergeMarkers(_ lines: [TextLine]) -> Bool {
        var expected = ["<<<<<<< ", "=======", ">>>>>>> "][...]
        for line in lines {
            guard let next = expected.first else { break }
            if next == "=======" ? line.text.text == next : line.text.text.hasPrefix(next) { expected.removeFirst() }
        }
        return expected.isEmpty
    }
}
