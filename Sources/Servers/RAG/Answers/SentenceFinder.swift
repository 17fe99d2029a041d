import Retrieval

/// A sentence of a text, with its place in the source.
struct FoundSentence: Sendable {
    /// In characters of the text of the source.
    let range: Range<Int32>
    let text: String
}

/// Finds the sentences of parts of sources.
enum SentenceFinder {
    /// What has fewer words answers nothing: captions, marks.
    private static let fewestWords = 4

    /// The sentences of a part.
    ///
    /// - Parameter start: Where the part begins in the source.
    static func sentences(of text: String, from start: Int32) -> [FoundSentence] {
        let bytes = Array(text.utf8)
        let paragraphs = PlainSections.sections(of: bytes).flatMap(\.blocks)
        let ranges = paragraphs.flatMap { $0.atoms(in: bytes) }.map(\.range).filter { hasWords(bytes[$0]) }
        let offsets = characterOffsets(in: text, atUTF8Offsets: ranges.flatMap { [$0.lowerBound, $0.upperBound] })
        return ranges.map { range in
            FoundSentence(
                range: start + (offsets[range.lowerBound] ?? 0)..<start + (offsets[range.upperBound] ?? 0),
                text: String(decoding: bytes[range], as: UTF8.self)
            )
        }
    }

    private static func hasWords(_ text: ArraySlice<UInt8>) -> Bool {
        // A heading of Markdown is no sentence.
        guard text.first != UInt8(ascii: "#") else { return false }
        // Scripts without spaces between words have characters of three bytes and more.
        return text.contains { $0 >= 0xE3 } || text.split { $0.isWhiteSpace }.count >= fewestWords
    }
}
