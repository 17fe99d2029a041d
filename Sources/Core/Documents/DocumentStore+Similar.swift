package import Retrieval

extension DocumentStore {
    /// The documents nearest in meaning to another one, which is not among them; nil while that waits for its vectors.
    package func documents(
        similarTo id: Int32,
        limit: Int32,
        minScore: Double? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> [SearchHit]? {
        guard let vector = try await texts.vector(of: Int64(id)) else { return nil }
        let query = SearchQuery(vector: vector, limit: limit + 1, minScore: minScore, filter: filter)
        return try await Array(texts.search(query).hits.filter { $0.id != Int64(id) }.prefix(Int(limit)))
    }
}
