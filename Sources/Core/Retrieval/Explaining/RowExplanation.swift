/// Why a search finds a row, or does not: each of its legs by itself, and what they come to together.
package struct RowExplanation: Sendable {
    /// By words; nil where no words were looked up.
    package let words: Words?
    /// By meaning; nil where no vectors were compared.
    package let meaning: Meaning?
    /// The score that it has, or would have if it were ranked; nil where it can have none, such as while its vector is
    /// still to be made.
    package let parts: ScoreParts?
    /// How much of that its neighbours add, or take where it is negative, for rows of a sequence.
    package let neighbours: ScoreParts
    /// Its place among the rows that the search has ranked, or the place that its score would have given it.
    package let rank: Int?
    /// Whether it is among the rows that the search has ranked, but for a least score.
    package let isRanked: Bool
    /// Whether the filter and the scope let it pass.
    package let isInFilter: Bool
    /// The phrases of the query that it does not hold, and the excluded words that it does.
    package let lackedPhrases: [String]
    package let excludedWords: [String]
    /// What it waits for.
    package let waitsForVector: Bool
    package let waitsForPostings: Bool

    /// A word of the query.
    package struct Word: Sendable, Hashable {
        /// As the index has it, such as `parrot` for "Parrots".
        package let term: String
        /// How many rows hold it.
        package let rows: Int
        /// How much of the most that all words can add it can add, 0 to 1: the rarer, the more.
        package let weight: Double
        /// What it adds to the row's score by words; 0 where the row lacks it.
        package let share: Double
    }

    /// What the words of a row come to.
    package struct Words: Sendable {
        /// Those of the query, the weightiest first.
        package let words: [Word]
        /// BM25 over the most that it could be, 0 to 1, without neighbours.
        package let score: Double
        /// Its place among all rows that pass the filter; nil where it holds no word, or where counting takes too long.
        package let rank: Int?
        /// Whether this leg of the search has found it.
        package let isCandidate: Bool
        /// How many rows this leg gives at most.
        package let depth: Int
    }

    /// How near the meaning of a row is.
    package struct Meaning: Sendable {
        /// The cosine of the query and the nearest passage of the row; nil while it has no vector.
        package let similarity: Double?
        /// Its true place among all rows that pass the filter, by comparing all; nil where that takes too long.
        package let rank: Int?
        /// How many rows those are.
        package let among: Int?
        /// Whether this leg of the search has found it.
        package let isCandidate: Bool
        /// How many rows this leg gives at most.
        package let depth: Int
        /// How it looks for them.
        package let path: SearchPath?
    }
}
