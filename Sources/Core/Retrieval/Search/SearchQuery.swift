/// A search in an embedded table.
package struct SearchQuery: Sendable {
    /// What is compared.
    package let mode: SearchMode
    /// The words of the query; of no use to a search by vector.
    private(set) var words: KeywordQuery
    /// The unit vector of the query; of no use to a search by keywords.
    package var vector: [Float]
    /// The most rows to return: 1 to 10,000.
    package private(set) var limit: Int32
    /// How many candidates each leg of a search by both gives, which are then ranked.
    private(set) var depth: Int32 = 50
    /// The minimum score, 0 to 1; nil for no minimum.
    package var minScore: Double?
    /// Which parts of the table to search; nil for all.
    package var scope: SearchScope?
    /// Which rows to search; nil for all.
    package var filter: MetadataFilter?
    /// Whether it looks for candidates, of which nothing but the ids is wanted: others will rank them.
    private(set) var isForCandidates = false
    /// How many candidates an HNSW index looks at; nil for as many as find almost all of the nearest.
    private(set) var breadth: Int32?

    /// A query for the rows nearest to `vector`.
    ///
    /// - Parameter breadth: How many candidates an HNSW index looks at; nil for as many as find almost all of the nearest.
    package init(
        vector: [Float],
        limit: Int32,
        breadth: Int32? = nil,
        minScore: Double? = nil,
        scope: SearchScope? = nil,
        filter: MetadataFilter? = nil
    ) {
        self.mode = .vector
        self.words = KeywordQuery("")
        self.vector = vector
        self.limit = min(max(1, limit), 10_000)
        self.breadth = breadth
        self.minScore = minScore
        self.scope = scope
        self.filter = filter
    }

    /// A query for the rows that answer what a person asks.
    ///
    /// - Parameters:
    ///   - vector: That of `words`; empty for a search by keywords.
    ///   - depth: How many candidates each leg gives; nil for 50, or `limit` if that is more.
    init(
        _ words: KeywordQuery,
        vector: [Float],
        mode: SearchMode,
        limit: Int32,
        depth: Int32? = nil,
        minScore: Double? = nil,
        scope: SearchScope? = nil,
        filter: MetadataFilter? = nil
    ) {
        self.mode = mode
        self.words = words
        self.vector = vector
        self.limit = min(max(1, limit), 10_000)
        self.depth = depth ?? max(50, self.limit)
        self.minScore = minScore
        self.scope = scope
        self.filter = filter
    }

    /// A query for the rows whose words answer what a person asks; it needs no vector.
    package init(keywords question: String, limit: Int32, filter: MetadataFilter? = nil) throws {
        try self.init(KeywordQuery(asked: question), vector: [], mode: .keyword, limit: limit, filter: filter)
    }

    /// The same for another number of rows.
    package func limited(to limit: Int32) -> SearchQuery {
        var query = self
        query.limit = min(max(1, limit), 10_000)
        return query
    }

    /// The same for rows of any score.
    var withoutLeastScore: SearchQuery {
        var query = self
        query.minScore = nil
        return query
    }

    /// The same for rows that need not hold its phrases, and may hold the words that it excludes.
    package var withoutConditions: SearchQuery {
        var query = self
        query.words = words.withoutConditions
        return query
    }

    /// The same by vector alone, for the candidates of a search by both.
    func byVector(limit: Int32) -> SearchQuery {
        var query = SearchQuery(vector: vector, limit: limit, scope: scope, filter: filter)
        query.isForCandidates = true
        return query
    }
}
