import Postgres

/// What one word of a query adds to a score.
package struct TermShare: Sendable, Hashable {
    /// The word as the index has it, such as `parrot` for "Parrots".
    package let term: String
    /// Its share of the score's part by words.
    package let share: Double
}

extension EmbeddedTableStore {
    /// What the words of a query have added to the scores of some hits of its result, by their ids; the largest first. For
    /// each hit they add up to its part by words. Nothing where no words were looked up.
    package func termShares(
        of question: String,
        for hits: [SearchHit],
        in result: SearchResult
    ) async throws -> [Int64: [TermShare]] {
        guard result.keywordPath != nil, !hits.isEmpty, let index = table.presentKeywords else { return [:] }
        let terms = try await terms(of: KeywordQuery(question).text, index)
        let keywords = KeywordSearch(table: table, index: index, terms: terms, budget: .max)
        guard let statement = keywords.shares(of: hits.map(\.id)) else { return [:] }
        var shares: [Int64: [TermShare]] = [:]
        for row in try await pool.query(statement) {
            let (id, term, share) = try row.decode((Int64, String, Double).self)
            shares[id, default: []].append(TermShare(term: term, share: share))
        }
        for hit in hits {
            guard let terms = shares[hit.id] else { continue }
            // What was stored since the search has changed a little what each word weighs.
            let scale = hit.parts.keyword / terms.reduce(0) { $0 + $1.share }
            shares[hit.id] = terms.map { TermShare(term: $0.term, share: scale * $0.share) }
        }
        return shares
    }
}
