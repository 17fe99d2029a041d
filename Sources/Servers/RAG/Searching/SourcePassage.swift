import Postgres
import Retrieval

/// A stretch of a source that was found: one chunk, or several that follow one another.
struct SourcePassage: Sendable {
    let source: Int32
    /// The version of its text; nil for the present one.
    var version: Int32? { best.chunk.version }
    /// Where it is in the text of the source, in characters.
    var range: Range<Int32>
    /// The best chunk in it, whose score is its own.
    let best: FoundChunk
    /// The chunks that were found in it, in the order of the text.
    private(set) var chunks: [FoundChunk]

    /// How many tokens it has.
    var tokens: Int { chunks.reduce(0) { $0 + Int($1.chunk.tokens) } }

    init(_ found: FoundChunk) {
        source = found.chunk.document
        range = found.chunk.range
        best = found
        chunks = [found]
    }

    /// The chunk that a character of it is in, which knows the headings above that.
    func chunk(at place: Int32) -> ChunkRow {
        (chunks.last { $0.chunk.range.lowerBound <= place } ?? best).chunk
    }

    /// The places of the chunks before and after it.
    var places: (before: ChunkPlace, after: ChunkPlace) {
        let (first, last) = (chunks[0].chunk.ordinal, chunks[chunks.count - 1].chunk.ordinal)
        return (ChunkPlace(source: source, ordinal: first - 1), ChunkPlace(source: source, ordinal: last + 1))
    }

    /// Adds the chunk before or after it.
    mutating func join(_ neighbor: FoundChunk) {
        let isBefore = neighbor.chunk.ordinal < chunks[0].chunk.ordinal
        chunks.insert(neighbor, at: isBefore ? 0 : chunks.count)
        range = range.union(neighbor.chunk.range)
    }
}

/// Where a chunk stands.
struct ChunkPlace: Hashable, Sendable {
    let source: Int32
    let ordinal: Int32
}
