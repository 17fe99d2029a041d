import Postgres

/// How to reach the rows.
enum SearchMethod: Sendable {
    /// Through an index over vectors where there is one.
    case index
    /// By computing the distance to every row.
    case exact

    /// The cosine distance of a column of vectors to a vector, to order by: an index serves only for the bare operator.
    ///
    /// - Parameter distance: The operator between two vectors.
    func distance(of column: SQL, to vector: Vector, by distance: SQL) -> SQL {
        let bare: SQL = "\(fragment: column) \(fragment: distance) \(vector)"
        return self == .index ? bare : "(\(fragment: bare)) + 0"
    }
}

extension EmbeddedTable {
    /// The search has two legs, the first passages and the later ones, each with its own index; then the best passage
    /// of each row is chosen.
    ///
    /// - Parameters:
    ///   - distance: The operator between two vectors.
    ///   - condition: A condition on the rows `d`; nil for all rows.
    ///   - passageLimit: How many of the later passages to look at.
    func searching(
        _ query: SearchQuery,
        distance: SQL,
        where condition: SQL?,
        by method: SearchMethod,
        passageLimit: Int32
    ) -> SQL {
        let vector = Vector(query.vector)
        // Numbers in the text, not binds, so that the planner sees how few rows are wanted, and keeps one plan.
        let limit = String(query.limit)
        let legs = legs(nearestTo: vector, distance: distance, where: condition, by: method)
        let title: SQL = title.map { "d.\(identifier: $0)" } ?? "NULL::text"
        let content: SQL = "d.\(identifier: content)"
        let length: SQL = "d.\(identifier: embeddedLength)"
        let start: SQL = "p.\(identifier: passages.start)"
        let end: SQL = "p.\(identifier: passages.end)"
        let ordinal: SQL = "p.\(identifier: passages.ordinal)"
        return """
            WITH \(fragment: legs.matching)
            nearest_row AS MATERIALIZED (
                \(fragment: legs.rows) ORDER BY distance LIMIT \(unsafe: limit)
            ), nearest_passage AS MATERIALIZED (
                SELECT p.\(identifier: passages.text) AS id, \(fragment: ordinal) AS ordinal,
                    \(fragment: method.distance(of: "p.\(identifier: passages.embedding)", to: vector, by: distance)) AS distance
                FROM \(fragment: legs.passages) ORDER BY distance LIMIT \(unsafe: String(passageLimit))
            ), best AS (
                SELECT DISTINCT ON (id) id, ordinal, distance
                FROM (SELECT * FROM nearest_row UNION ALL SELECT * FROM nearest_passage) AS near
                -- A vector without length, as another program may have stored, is at no distance from anything.
                WHERE 1 - distance >= \(query.minScore ?? -1) AND distance <> 'NaN'
                ORDER BY id, distance
            ), found AS (
                SELECT * FROM best ORDER BY distance, id LIMIT \(unsafe: limit)
            ), seen AS (
                SELECT (SELECT count(*) FROM nearest_row) AS rows, count(*) AS passages,
                    1 - max(distance) FILTER (WHERE distance <> 'NaN') AS last_score
                FROM nearest_passage
            )
            SELECT d.\(identifier: id), \(fragment: title),
                CASE WHEN \(fragment: ordinal) IS NOT NULL
                        THEN substr(\(fragment: content), \(fragment: start) + 1, \(fragment: end) - \(fragment: start))
                    WHEN \(fragment: length) IS NULL THEN left(\(fragment: content), 1000)
                    ELSE left(\(fragment: content), \(fragment: length)) END,
                d.\(identifier: metadata), 1 - found.distance,
                CASE WHEN \(fragment: ordinal) IS NOT NULL THEN \(fragment: start)
                    WHEN \(fragment: length) < length(\(fragment: content)) THEN 0 END,
                CASE WHEN \(fragment: ordinal) IS NOT NULL THEN \(fragment: end)
                    WHEN \(fragment: length) < length(\(fragment: content)) THEN \(fragment: length) END,
                seen.rows, seen.passages, seen.last_score
            FROM seen
            LEFT JOIN found ON true
            LEFT JOIN \(identifier: name) AS d ON d.\(identifier: id) = found.id
            LEFT JOIN \(identifier: passages.name) AS p
                ON p.\(identifier: passages.text) = found.id AND \(fragment: ordinal) = found.ordinal
            ORDER BY found.distance, found.id
            """
    }

    /// Counts the passages that the second leg has to choose from, up to as many as it looks at.
    func countingPassages(where condition: SQL?, limit: Int32) -> SQL {
        """
        SELECT pg_catalog.count(*) FROM (
            SELECT FROM \(fragment: passages(where: condition)) LIMIT \(unsafe: String(limit))
        ) AS few
        """
    }

    private func passages(where condition: SQL?) -> SQL {
        let all: SQL = "\(identifier: passages.name) AS p"
        guard let condition else { return all }
        return """
            \(fragment: all)
            WHERE EXISTS (SELECT FROM \(identifier: name) AS d WHERE d.\(identifier: id) = p.\(identifier: passages.text)
                AND \(fragment: condition))
            """
    }

    /// What the two legs read: all rows and passages, those that pass the condition during an index scan, or those that
    /// were matched beforehand.
    private func legs(
        nearestTo vector: Vector,
        distance: SQL,
        where condition: SQL?,
        by method: SearchMethod
    ) -> (matching: SQL, rows: SQL, passages: SQL) {
        let id: SQL = "d.\(identifier: id)"
        let embedding: SQL = "d.\(identifier: embedding)"
        let nearest: SQL =
            """
            SELECT \(fragment: id) AS id, 0 AS ordinal,
                \(fragment: method.distance(of: embedding, to: vector, by: distance)) AS distance
            """
        let rows: SQL = "\(identifier: name) AS d"
        let text: SQL = "p.\(identifier: passages.text)"
        guard let condition else {
            return ("", "\(fragment: nearest) FROM \(fragment: rows)", passages(where: nil))
        }
        switch method {
        case .exact:
            return (
                """
                matching AS MATERIALIZED (
                    SELECT \(fragment: id) AS id, \(fragment: embedding) AS embedding
                    FROM \(fragment: rows) WHERE \(fragment: condition)
                ),
                """,
                """
                SELECT id, 0 AS ordinal, \(fragment: method.distance(of: "embedding", to: vector, by: distance)) AS distance
                FROM matching WHERE embedding IS NOT NULL
                """,
                "matching JOIN \(fragment: passages(where: nil)) ON \(fragment: text) = matching.id"
            )
        case .index:
            return (
                "",
                "\(fragment: nearest) FROM \(fragment: rows) WHERE \(fragment: condition)",
                passages(where: condition)
            )
        }
    }
}
