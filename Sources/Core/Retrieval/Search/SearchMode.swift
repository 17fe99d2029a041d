/// What a search compares.
package enum SearchMode: String, Sendable, Hashable, CaseIterable {
    /// Meaning: the vectors of query and passage.
    case vector
    /// Words: BM25 of the query's lexemes.
    case keyword
    /// Both, half and half.
    case hybrid
}
