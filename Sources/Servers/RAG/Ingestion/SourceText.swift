/// The text of a source, as it is stored, searched and cut into chunks.
struct SourceText: Sendable, Hashable {
    /// All of it. Offsets into it count Unicode scalars, as PostgreSQL counts characters.
    var text: String
    /// How it is laid out.
    var structure: TextStructure
    /// The title that it gives itself, if it gives one.
    var title: String?
}

/// How a text is laid out, which decides where it may be cut.
enum TextStructure: String, Sendable, Hashable, CaseIterable, Codable {
    /// Paragraphs, set apart by empty lines.
    case plain
    /// Markdown: headings, lists, tables, fenced code.
    case markdown
    /// The source code of a program.
    case code
    /// Records of comma- or tab-separated values; the first is the header.
    case table
    /// One JSON value.
    case json
    /// One JSON value a line.
    case jsonLines
    /// Plain text whose pages end with a form feed.
    case pages
}
