import Postgres

/// Orders chunks by what each adds to those before it: maximal marginal relevance (Carbonell and Goldstein, 1998).
///
/// It costs recall: of questions with known answers five passages hold 0.923 without it, 0.921 at 0.1 and 0.857 at 0.3. So
/// it is for those who want a choice of different passages.
struct MarginalRelevance: Sendable {
    /// How much likeness to those before counts against a chunk, 0 to 1; the rest is its score.
    let diversity: Double

    /// The same chunks in that order, as far as they are needed; the rest follow by their scores. Those without a vector are
    /// like no other.
    func ordered(_ found: [FoundChunk], most: Int, _ store: ChunkStore) async throws -> [FoundChunk] {
        let vectors = try await store.vectors(of: found.map(\.chunk))
        var left = Array(found.indices)
        var likeness = [Double](repeating: 0, count: found.count)
        var ordered: [FoundChunk] = []
        ordered.reserveCapacity(found.count)
        while ordered.count < most, let place = left.indices.max(by: { gain(left[$0]) < gain(left[$1]) }) {
            try Task.checkCancellation()
            let next = left.remove(at: place)
            ordered.append(found[next])
            for other in left {
                likeness[other] = max(likeness[other], Self.cosine(vectors[next], vectors[other]))
            }
        }
        return ordered + left.map { found[$0] }

        func gain(_ place: Int) -> Double { (1 - diversity) * found[place].score - diversity * likeness[place] }
    }

    /// Of unit vectors; 0 where one is missing.
    private static func cosine(_ one: [Float], _ other: [Float]) -> Double {
        Double(zip(one, other).reduce(Float(0)) { $0 + $1.0 * $1.1 })
    }
}
