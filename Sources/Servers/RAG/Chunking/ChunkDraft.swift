import Retrieval

/// A chunk whose places are in bytes.
struct ChunkDraft {
    let range: Range<Int>
    let header: Range<Int>?
    let headings: [String]
    let page: Int32?
    var parent: Range<Int>
    let tokens: Int

    /// The chunks of a text, with their places in Unicode scalars.
    static func chunks(_ drafts: [ChunkDraft], in text: String, _ bytes: [UInt8]) -> [Chunk] {
        let places = drafts.flatMap { draft in
            [draft.range, draft.parent, draft.header].compactMap(\.self).flatMap { [$0.lowerBound, $0.upperBound] }
        }
        let offsets = characterOffsets(in: text, atUTF8Offsets: places)
        let characters = { (range: Range<Int>) -> Range<Int32> in
            (offsets[range.lowerBound] ?? 0)..<(offsets[range.upperBound] ?? 0)
        }
        var end = 0
        return drafts.map { draft in
            defer { end = draft.range.upperBound }
            let body = String(decoding: bytes[draft.range], as: UTF8.self)
            let header = draft.header.map { String(decoding: bytes[$0], as: UTF8.self) + "\n" } ?? ""
            return Chunk(
                text: header + body,
                range: characters(draft.range),
                header: draft.header.map(characters),
                // NUL is no white space to the database, and none is in it.
                spaceBefore: String(decoding: bytes[end..<draft.range.lowerBound], as: UTF8.self),
                headings: draft.headings,
                page: draft.page,
                parent: characters(draft.parent),
                tokens: Int32(draft.tokens)
            )
        }
    }
}
