/// A search in an embedded table.
package struct SearchQuery: Sendable {
    /// The unit vector of the query.
    package var vector: [Float]
    /// The most rows to return: 1 to 10,000.
    package private(set) var limit: Int32
    /// The minimum similarity, 0 to 1; nil for no minimum.
    package var minScore: Double?
    /// Which parts of the table to search; nil for all.
    package var scope: SearchScope?
    /// Which rows to search; nil for all.
    package var filter: MetadataFilter?

    /// A query for the rows nearest to `vector`.
    package init(
        vector: [Float],
        limit: Int32,
        minScore: Double? = nil,
        scope: SearchScope? = nil,
        filter: MetadataFilter? = nil
    ) {
        self.vector = vector
        self.limit = min(max(1, limit), 10_000)
        self.minScore = minScore
        self.scope = scope
        self.filter = filter
    }
}
