import Async
import Embedding
import Retrieval

/// A sentence of a passage that was found, with what it is worth as a part of an answer.
struct RankedSentence: Sendable {
    /// The place of its passage among those that were ranked.
    let passage: Int
    let sentence: FoundSentence
    /// What parts of the question it holds, by their weights.
    let terms: [String: Double]
    fileprivate(set) var score: Double
    fileprivate(set) var tokens = 0
}

/// Ranks the sentences of passages by 2 chunk + 0.5 cosine + 0.5 coverage: how well the passage answers, how near the sentence
/// is to the question in meaning, and how much of the question's words it holds by their rarity. Measured on questions with
/// known answers.
struct SentenceRanking: Sendable {
    let access: RAGAccess
    /// The model reads so many of them, which the words tell.
    var mostRead = Int.max

    /// The sentences, the best first.
    ///
    /// - Parameter texts: The texts of the passages.
    func rank(_ passages: [SourcePassage], texts: [String], for question: String) async throws -> [RankedSentence] {
        let sentences = texts.enumerated().flatMap { place, text in
            SentenceFinder.sentences(of: text, from: passages[place].range.lowerBound).map { (place, $0) }
        }
        guard !sentences.isEmpty else { return [] }
        let terms = try await access.chunkStore().texts.coverage(of: question, in: sentences.map(\.1.text))
        let worded = zip(sentences, terms).map { sentence, terms in
            RankedSentence(
                passage: sentence.0,
                sentence: sentence.1,
                terms: terms,
                score: 2 * passages[sentence.0].best.score + 0.5 * terms.values.reduce(0, +)
            )
        }
        .sorted { $1.score < $0.score }.prefix(mostRead)
        let embedder = try await access.embedder.value()
        async let asked = embedder.embed(query: question)
        async let counts = embedder.tokenCounts(of: worded.map(\.sentence.text))
        let vectors = try await Self.read(worded.map(\.sentence.text), with: embedder)
        let (query, tokens) = try await (asked, counts)
        return zip(zip(worded, vectors), tokens).map { one, tokens in
            var ranked = one.0
            let cosine = zip(one.1, query).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            ranked.score += 0.5 * Double(max(0, cosine))
            ranked.tokens = tokens
            return ranked
        }
        .sorted { $1.score < $0.score }
    }

    /// The vectors of sentences by the model for queries, which is the one that is loaded: nothing of them is kept. It reads
    /// those that come at once together.
    private static func read(_ texts: [String], with embedder: any Embedder) async throws -> [[Float]] {
        try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for (place, text) in texts.enumerated() {
                group.addTask { (place, try await embedder.embed(query: text)) }
            }
            var vectors = [[Float]](repeating: [], count: texts.count)
            for try await (place, vector) in group { vectors[place] = vector }
            return vectors
        }
    }
}
