/// A stretch of a source that is embedded and searched by itself.
struct Chunk: Sendable, Hashable {
    /// What is embedded and searched: the characters of ``range``, after those of ``header`` where there is one.
    var text: String
    /// Where it is in the text of the source, in Unicode scalars.
    var range: Range<Int32>
    /// The header of the table that it goes on with, which stands elsewhere and is repeated in front of it.
    var header: Range<Int32>?
    /// What lies between it and the chunk before, or the start of the text: white space.
    var spaceBefore: String
    /// The headings above it, the outermost first.
    var headings: [String]
    /// The page it is on, from 1, where the source has pages.
    var page: Int32?
    /// What a reader would want whole around it: its section, or chunks next to it. It is made of whole chunks.
    var parent: Range<Int32>
    /// How many tokens its text has.
    var tokens: Int32

    /// How many characters of its text are the header that is repeated.
    var headerLength: Int32 { header.map { Int32($0.count) + 1 } ?? 0 }
}

/// How large chunks are.
struct ChunkingOptions: Sendable, Hashable {
    /// The most tokens of a chunk, by the tokenizer of the model: 20 to 250.
    var tokens = 100
    /// The most tokens of a parent.
    var parentTokens = 600
}
