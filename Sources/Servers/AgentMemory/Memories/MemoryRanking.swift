import Glibc

/// The score of a memory for a query: a weighted sum of five parts, each from 0 to 1, whose weights add up to 1.
///
///     score = 0.85 similarity + 0.05 recency + 0.05 importance + 0.025 access + 0.025 trust
///
/// - similarity: half the cosine of query and passage after feedback, half BM25 over its own upper bound.
/// - recency: 0.5 to the power of age over half-life; the age is that of the last change, or of what the memory tells.
/// - importance: 1 to 10, as 0 to 1.
/// - access: ln(1 + n) / ln(101) for n accesses, at most 1.
/// - trust: as stored.
///
/// What is asked for decides. The other parts order memories that answer it about equally well.
struct MemoryRanking: Sendable {
    static let weights = MemoryScore(similarity: 0.85, recency: 0.05, importance: 0.05, access: 0.025, trust: 0.025)

    /// After how many days a memory counts half as recent.
    let halfLife: Double

    /// The parts of a score, which add up to it.
    ///
    /// - Parameter similarity: What search by meaning and words has found, 0 to 1.
    func score(_ memory: Memory, similarity: Double) -> MemoryScore {
        let days = memory.history.age / 86_400
        return MemoryScore(
            similarity: Self.weights.similarity * similarity,
            recency: Self.weights.recency * pow(0.5, days / halfLife),
            importance: Self.weights.importance * Double(memory.facts.importance - 1) / 9,
            access: Self.weights.access * min(1, log(1 + Double(memory.history.accesses)) / log(101)),
            trust: Self.weights.trust * memory.facts.trust
        )
    }
}

/// The parts of a memory's score.
struct MemoryScore: Codable, Sendable, Hashable {
    var similarity: Double
    var recency: Double
    var importance: Double
    var access: Double
    var trust: Double

    var total: Double { similarity + recency + importance + access + trust }
}
