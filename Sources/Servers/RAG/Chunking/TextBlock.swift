/// A part of a text that belongs together, such as a paragraph, a table or the body of a function.
struct TextBlock: Sendable {
    enum Kind: Sendable {
        /// Sentences.
        case prose
        /// Lines, each of which stands for itself: items of a list.
        case lines
        /// Lines that are best kept together: fenced code.
        case code
        /// Rows that begin at these places; the header is repeated where they do not fit.
        case rows(header: Range<Int>, starts: [Int])
        /// Pieces that begin at these places, each with what it costs to cut there.
        case pieces([Seam])
    }

    /// A place where a text may be cut.
    struct Seam: Sendable {
        let offset: Int
        let cost: Double
    }

    /// In bytes, with the white space after it.
    let range: Range<Int>
    let kind: Kind
    /// What it costs to cut before it.
    var cost = SeamCost.paragraph
}

/// What it costs to cut at a place, as a share of what an empty chunk costs. Measured on passages with known answers: cuts
/// between paragraphs are free, and within a sentence they are worth a chunk that is half empty.
enum SeamCost {
    static let paragraph = 0.0
    static let line = 0.03
    static let sentence = 0.12
    /// Between lines that are best kept together.
    static let codeLine = 0.25
    static let word = 0.6
    /// After a heading.
    static let never = 10.0
}

/// A part of a text that no chunk reaches beyond, unless it is tiny.
struct TextSection: Sendable {
    /// In bytes.
    var range: Range<Int>
    /// The headings above it with its own, the outermost first.
    var headings: [String] = []
    /// 1 to 6 for that of its own heading; 0 where it has none.
    var level = 0
    var page: Int32?
    var blocks: [TextBlock]
}
