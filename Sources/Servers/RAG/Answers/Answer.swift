import MCP
import Retrieval

/// An answer whose sentences name the places in sources that they rest on.
struct Answer: Sendable {
    /// Who made it.
    enum Maker: String, CaseIterable, Codable, Sendable {
        /// Sentences of the sources, as they stand there.
        case extraction
        /// A model behind LLM_BASE_URL.
        case model
        /// The client's own model.
        case client
    }

    /// A sentence of it.
    struct Sentence: Sendable {
        let text: String
        /// The numbers of the citations that it rests on.
        let citations: [Int]
        /// How much of it they say, 0 to 1.
        let support: Double
    }

    /// The characters of a source that a sentence rests on.
    struct Citation: Sendable {
        let number: Int
        let name: SourceName
        let chunk: ChunkRow
        /// Where they are in the text of the source.
        let range: Range<Int32>
        /// What they are.
        let quote: String
    }

    /// Empty where the sources do not say.
    var sentences: [Sentence] = []
    var citations: [Citation] = []
    /// What was said without support, and so is left out.
    var unsupported: [String] = []
    let maker: Maker

    /// Whether the sources do not say.
    var abstains: Bool { sentences.isEmpty }

    /// What a caller is told.
    var text: String {
        guard !abstains else { return Self.unknown }
        return sentences.map { sentence in
            ([sentence.text] + sentence.citations.map { "[\($0)]" }).joined(separator: " ")
        }.joined(separator: " ")
    }

    static let unknown = "The sources do not say."
}
