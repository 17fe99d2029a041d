import Testing

@testable import RAG

/// Chunks of a text, with words for tokens.
func chunks(_ text: String, _ structure: TextStructure, tokens: Int = 20) async throws -> [Chunk] {
    try await Chunker(ChunkingOptions(tokens: tokens, parentTokens: 3 * tokens))
        .chunks(of: SourceText(text: text, structure: structure)) { $0.map(words) }
}

/// How many words a text has, as a tokenizer would count that knows no word longer than eight characters.
func words(_ text: String) -> Int {
    text.split { $0.isWhitespace }.reduce(0) { $0 + ($1.unicodeScalars.count + 7) / 8 }
}

/// A stretch of a text, in Unicode scalars.
func slice(_ text: String, _ range: Range<Int32>) -> String {
    let scalars = Array(text.unicodeScalars)
    return String(String.UnicodeScalarView(scalars[Int(range.lowerBound)..<Int(range.upperBound)]))
}
