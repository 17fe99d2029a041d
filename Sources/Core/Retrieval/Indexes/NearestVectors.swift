import Postgres

/// The vectors nearest to one, as SQL: by computing all distances, or through an index of some precision.
struct NearestVectors {
    let pgvector: Pgvector
    let dimensions: Int
    /// What their index orders them by.
    let order: VectorDistance
    /// What they are compared with.
    let vector: SQL
    /// That of the index; nil computes all distances.
    let precision: VectorPrecision?

    /// The cosine distance of a vector, computed.
    func distance(of embedding: SQL) -> SQL {
        order.cosineDistance("\(fragment: embedding) \(fragment: pgvector.distance(order)) \(fragment: vector)")
    }

    /// The `limit` nearest rows with their cosine `distance`, in its order.
    ///
    /// - Parameters:
    ///   - columns: What to return besides, with the names.
    ///   - embedding: The column of vectors.
    ///   - source: What follows FROM, with any WHERE.
    func rows(_ columns: KeyValuePairs<String, SQL>, of embedding: SQL, from source: SQL, limit: Int32) -> SQL {
        let named = columns.map { "\(fragment: $0.value) AS \(identifier: $0.key), " as SQL }.joined(separator: "")
        let distance: SQL = "\(fragment: embedding) \(fragment: pgvector.distance(order)) \(fragment: vector)"
        // Numbers in the text, not binds, so that the planner sees how few rows are wanted, and keeps one plan.
        let limited: SQL = "LIMIT \(unsafe: String(limit))"
        switch precision {
        case nil, .full?:
            // An index serves only for the bare operator.
            let ordered: SQL = precision == nil ? "(\(fragment: distance)) + 0" : distance
            return """
                SELECT \(fragment: named)\(fragment: order.cosineDistance(distance)) AS distance FROM \(fragment: source)
                ORDER BY \(fragment: ordered) \(fragment: limited)
                """
        case let precision?:
            let names = columns.map { "\(identifier: $0.key), " as SQL }.joined(separator: "")
            let rough = pgvector.distance(embedding, vector, as: precision, dimensions: dimensions, by: order)
            return """
                SELECT \(fragment: names)"its vector" \(fragment: pgvector.cosineDistance) \(fragment: vector) AS distance
                FROM (
                    SELECT \(fragment: named)\(fragment: embedding) AS "its vector" FROM \(fragment: source)
                    ORDER BY \(fragment: rough) LIMIT \(unsafe: String(precision.depth(for: limit)))
                ) AS candidate
                ORDER BY distance \(fragment: limited)
                """
        }
    }
}
