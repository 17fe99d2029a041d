import Postgres

/// How to reach the rows.
enum SearchMethod: Sendable {
    /// Through the indexes over vectors, where there are any; each leg's index has a precision.
    case index(rows: VectorPrecision, passages: VectorPrecision)
    /// By computing the distance to every row.
    case exact
}

extension EmbeddedTable {
    /// The search has two legs, the first passages and the later ones, each with its own index; then the best passage
    /// of each row is chosen.
    ///
    /// - Parameters:
    ///   - nearest: Finds the nearest vectors through an index of some precision, or by computing all distances.
    ///   - condition: A condition on the rows `d`; nil for all rows.
    ///   - passageLimit: How many of the later passages to look at.
    func searching(
        _ query: SearchQuery,
        by method: SearchMethod,
        _ nearest: (VectorPrecision?) -> NearestVectors,
        where condition: SQL?,
        passageLimit: Int32
    ) -> SQL {
        let limit = String(query.limit)
        let legs = legs(
            by: method,
            nearest,
            where: condition,
            among: remainders(of: query.scope),
            limit: query.limit,
            passageLimit: passageLimit
        )
        return """
            WITH \(fragment: legs.matching)
            nearest_row AS MATERIALIZED (
                \(fragment: legs.rows)
            ), nearest_passage AS MATERIALIZED (
                \(fragment: legs.passages)
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

    /// What the two legs find: among all rows and passages, those that pass the condition during an index scan, or those
    /// that were matched beforehand.
    private func legs(
        by method: SearchMethod,
        _ nearest: (VectorPrecision?) -> NearestVectors,
        where condition: SQL?,
        among remainders: [ScopeRemainder],
        limit: Int32,
        passageLimit: Int32
    ) -> (matching: SQL, rows: SQL, passages: SQL) {
        let id: SQL = "d.\(identifier: id)"
        let embedding: SQL = "d.\(identifier: embedding)"
        let rows: SQL = "\(identifier: name) AS d"
        let text: SQL = "p.\(identifier: passages.text)"
        func nearestRows(_ precision: VectorPrecision?, _ conditions: [SQL?]) -> SQL {
            let condition = conditions.compactMap(\.self).joined(separator: " AND ")
            let source: SQL = condition.text.isEmpty ? rows : "\(fragment: rows) WHERE \(fragment: condition)"
            return nearest(precision).rows(["id": id, "ordinal": "0"], of: embedding, from: source, limit: limit)
        }
        /// Each remainder has an index of its own.
        func nearestRows(_ precision: VectorPrecision) -> SQL {
            guard !remainders.isEmpty else { return nearestRows(precision, [condition]) }
            return remainders.map { "(\(fragment: nearestRows(precision, [condition, $0.condition(on: "d")])))" }
                .joined(separator: " UNION ALL ")
        }
        func nearestPassages(_ precision: VectorPrecision?, from source: SQL) -> SQL {
            nearest(precision).rows(
                ["id": text, "ordinal": "p.\(identifier: passages.ordinal)"],
                of: "p.\(identifier: passages.embedding)",
                from: source,
                limit: passageLimit
            )
        }
        switch (method, condition) {
        case (.index(let rowPrecision, let passagePrecision), _):
            return (
                "", nearestRows(rowPrecision), nearestPassages(passagePrecision, from: passages(where: condition))
            )
        case (.exact, nil):
            return ("", nearestRows(nil, []), nearestPassages(nil, from: passages(where: nil)))
        case (.exact, let condition?):
            return (
                """
                matching AS MATERIALIZED (
                    SELECT \(fragment: id) AS id, \(fragment: nearest(nil).distance(of: embedding)) AS distance
                    FROM \(fragment: rows) WHERE \(fragment: condition)
                ),
                """,
                """
                SELECT id, 0 AS ordinal, distance FROM matching WHERE distance IS NOT NULL
                ORDER BY distance LIMIT \(unsafe: String(limit))
                """,
                nearestPassages(
                    nil,
                    from: "matching JOIN \(fragment: passages(where: nil)) ON \(fragment: text) = matching.id"
                )
            )
        }
    }
}
