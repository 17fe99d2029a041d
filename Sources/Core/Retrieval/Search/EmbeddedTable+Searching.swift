import Postgres

/// How to reach the rows.
enum SearchMethod: Sendable {
    /// Through an index over vectors where there is one.
    case index
    /// By computing the distance to every row.
    case exact

    /// The cosine distance of a column of vectors to a vector, to order by: an index serves only for the bare operator.
    func distance(of column: SQL, to vector: Vector, by cosineDistance: SQL) -> SQL {
        let distance: SQL = "\(fragment: column) \(fragment: cosineDistance) \(vector)"
        return self == .index ? distance : "(\(fragment: distance)) + 0"
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
        by method: SearchMethod,
        _ distance: SQL,
        where condition: SQL?,
        passageLimit: Int32
    ) -> SQL {
        let vector = Vector(query.vector)
        // Numbers in the text, not binds, so that the planner sees how few rows are wanted, and keeps one plan.
        let limit = String(query.limit)
        let distance: (SQL) -> SQL = { method.distance(of: $0, to: vector, by: distance) }
        let legs = legs(by: method, distance, where: condition)
        let ordinal: SQL = "p.\(identifier: passages.ordinal)"
        return """
            WITH \(fragment: legs.matching)
            nearest_row AS MATERIALIZED (
                \(fragment: legs.rows) ORDER BY distance LIMIT \(unsafe: limit)
            ), nearest_passage AS MATERIALIZED (
                SELECT p.\(identifier: passages.text) AS id, \(fragment: ordinal) AS ordinal,
                    \(fragment: distance("p.\(identifier: passages.embedding)")) AS distance
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
            SELECT \(fragment: query.isForCandidates ? Self.idColumns : hitColumns), 1 - found.distance,
                seen.rows, seen.passages, seen.last_score
            FROM seen
            LEFT JOIN found ON true
            \(fragment: query.isForCandidates ? "" : joiningHits(to: "found"))
            ORDER BY found.distance, found.id
            """
    }

    /// What a hit shows of a row `d` and its passage `p`: id, key, title, passage, metadata, and where the passage begins and
    /// ends, both NULL where it is the whole text.
    var hitColumns: SQL {
        let content: SQL = "d.\(identifier: content)"
        let length = embeddedLength(of: "d")
        let start: SQL = "p.\(identifier: passages.start)"
        let end: SQL = "p.\(identifier: passages.end)"
        let ordinal: SQL = "p.\(identifier: passages.ordinal)"
        return """
            d.\(identifier: id)::int8, \(fragment: key(of: "d")), \(fragment: title(of: "d")),
                CASE WHEN \(fragment: ordinal) IS NOT NULL
                        THEN substr(\(fragment: content), \(fragment: start) + 1, \(fragment: end) - \(fragment: start))
                    WHEN \(fragment: length) IS NULL THEN left(\(fragment: content), 1000)
                    ELSE left(\(fragment: content), \(fragment: length)) END,
                \(fragment: metadata(of: "d")),
                CASE WHEN \(fragment: ordinal) IS NOT NULL THEN \(fragment: start)
                    WHEN \(fragment: length) < length(\(fragment: content)) THEN 0 END,
                CASE WHEN \(fragment: ordinal) IS NOT NULL THEN \(fragment: end)
                    WHEN \(fragment: length) < length(\(fragment: content)) THEN \(fragment: length) END
            """
    }

    /// The id alone, and NULL for each of the other columns of a hit.
    private static let idColumns: SQL =
        "found.id::int8, NULL::text, NULL::text, NULL::text, NULL::jsonb, NULL::int4, NULL::int4"

    /// Joins rows `d` and their passages `p` to a relation with `id` and `ordinal`.
    func joiningHits(to found: SQL) -> SQL {
        """
        LEFT JOIN \(identifier: name) AS d ON d.\(identifier: id) = \(fragment: found).id
        LEFT JOIN \(fragment: passageRows) AS p ON p.\(identifier: passages.text) = \(fragment: found).id
            AND p.\(identifier: passages.ordinal) = \(fragment: found).ordinal
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
        let all: SQL = "\(fragment: passageRows) AS p"
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
        by method: SearchMethod,
        _ distance: (SQL) -> SQL,
        where condition: SQL?
    ) -> (matching: SQL, rows: SQL, passages: SQL) {
        let id: SQL = "d.\(identifier: id)"
        let embedding: SQL = "d.\(identifier: embedding)"
        let nearest: SQL =
            "SELECT \(fragment: id) AS id, 0 AS ordinal, \(fragment: distance(embedding)) AS distance"
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
                SELECT id, 0 AS ordinal, \(fragment: distance("embedding")) AS distance
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
