/// A passage with what packing needs to know of it.
struct ContextCandidate: Sendable {
    let passage: SourcePassage
    let text: String
    /// How many tokens its text has with its mark.
    let tokens: Int
}

/// Packs passages, the best first, into a budget of tokens.
struct ContextPacking: Sendable {
    /// Why a passage was left out.
    enum Omission: String, CaseIterable, Codable, Sendable {
        /// It does not fit into the budget.
        case budget
        /// Nearly all that it says is there already.
        case duplicate
    }

    /// So much of the words of a text, in threes, one of another source has in common with it, where both are nearly the same.
    /// Within one source all of them: what is told there twice, as the tables of two years, differs in what matters.
    private static let sameShare = 0.9

    private let budget: Int
    private var used = 0
    private var shingles: [(source: Int32, words: Set<Int>)] = []
    private var sources: Set<Int32> = []
    private(set) var taken: [ContextCandidate] = []
    private(set) var leftOut: [(candidate: ContextCandidate, reason: Omission)] = []

    init(budget: Int) { self.budget = budget }

    /// Packs a passage where it fits; what does not fit makes room for smaller ones after it.
    ///
    /// - Parameter heading: The tokens of the line that names its source, before the first of that.
    mutating func offer(_ candidate: ContextCandidate, heading: Int) {
        let source = candidate.passage.source
        let more = candidate.tokens + (sources.contains(source) ? 0 : heading)
        guard used + more <= budget else {
            leftOut.append((candidate, .budget))
            return
        }
        let words = Self.shingles(of: candidate.text)
        let isThere = shingles.contains { there in
            there.source == source ? there.words == words : Self.areAlike(there.words, words)
        }
        guard !isThere else {
            leftOut.append((candidate, .duplicate))
            return
        }
        shingles.append((source, words))
        sources.insert(source)
        used += more
        taken.append(candidate)
    }

    /// What was packed, in the order of reading: the source with the best passage first, each from its start to its end.
    var inReadingOrder: [ContextCandidate] {
        var rank: [Int32: Int] = [:]
        for candidate in taken where rank[candidate.passage.source] == nil {
            rank[candidate.passage.source] = rank.count
        }
        return taken.sorted { one, other in
            let (first, second) = (one.passage, other.passage)
            return (rank[first.source] ?? 0, first.range.lowerBound) < (
                rank[second.source] ?? 0, second.range.lowerBound
            )
        }
    }

    /// The hashes of three words each that follow one another; of all words where there are fewer.
    private static func shingles(of text: String) -> Set<Int> {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard words.count > 3 else { return [words.hashValue] }
        return Set((0...words.count - 3).map { words[$0..<$0 + 3].hashValue })
    }

    private static func areAlike(_ one: Set<Int>, _ other: Set<Int>) -> Bool {
        Double(one.intersection(other).count) >= sameShare * Double(max(one.count, other.count, 1))
    }
}
