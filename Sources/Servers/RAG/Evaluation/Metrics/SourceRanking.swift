import Glibc

/// Sources in the order in which a search has found them, judged by grades.
///
/// nDCG as in Burges et al. 2005 and Järvelin and Kekäläinen 2002: gain 2^grade - 1, discount log2(rank + 1).
struct SourceRanking {
    /// Those that were found, the best first, each once.
    let sources: [Int32]
    /// How relevant sources are; those that are not here are not relevant.
    let grades: [Int32: Int]
    /// At most so many are looked at.
    let depth: Int

    var scores: QuestionScores { [.ndcg: ndcg, .recall: recall, .mrr: reciprocalRank] }

    private var seen: ArraySlice<Int32> { sources.prefix(depth) }

    var ndcg: Double {
        let ideal = grades.values.sorted(by: >).prefix(depth)
        let most = Self.discounted(ideal.map { $0 })
        return most > 0 ? Self.discounted(seen.map { grades[$0] ?? 0 }) / most : 0
    }

    var recall: Double {
        let relevant = grades.values.count { $0 > 0 }
        return relevant > 0 ? Double(seen.count { grades[$0] ?? 0 > 0 }) / Double(relevant) : 0
    }

    var reciprocalRank: Double {
        seen.firstIndex { grades[$0] ?? 0 > 0 }.map { 1 / Double($0 + 1) } ?? 0
    }

    private static func discounted(_ grades: [Int]) -> Double {
        grades.enumerated().reduce(0) { sum, ranked in
            sum + (exp2(Double(ranked.element)) - 1) / log2(Double(ranked.offset + 2))
        }
    }
}
