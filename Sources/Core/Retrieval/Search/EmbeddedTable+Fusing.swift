import Postgres

extension EmbeddedTable {
    /// Ranks candidates by meaning and by words: after feedback from the best of them, or for rows of a sequence together
    /// with their neighbours. Each row is a hit, with its parts of the score.
    ///
    /// - Parameter candidates: A query for the ids of the candidates and their scores `lex` by words.
    func fusing(_ query: SearchQuery, _ candidates: SQL, _ keywords: KeywordSearch, _ pgvector: Pgvector) -> SQL {
        let windows = sequence.map { WindowSearch(table: self, sequence: $0, keywords: keywords) }
        var steps: [SQL] = [
            // Some may be gone by now.
            """
            candidate AS MATERIALIZED (
                SELECT c.id, c.lex FROM (\(fragment: candidates)) AS c
                JOIN \(identifier: name) AS d ON d.\(identifier: id) = c.id
            )
            """,
            windows?.worded ?? "worded AS (SELECT id, lex FROM candidate)",
        ]
        let parts: SQL
        switch query.mode {
        case .keyword: parts = "SELECT id, NULL::int4 AS ordinal, 0::float8 AS vector, lex AS keyword FROM worded"
        case .vector, .hybrid:
            let vector = Vector(query.vector)
            steps.append(nearest(to: vector, pgvector))
            steps.append(windows?.meant(vector, pgvector) ?? feedback(pgvector))
            parts = """
                SELECT w.id, ordinal, \(hybridWeight) * least(1, greatest(0, coalesce(den, 0))) AS vector,
                    \(1 - hybridWeight) * lex AS keyword
                FROM worded AS w LEFT JOIN meant ON meant.id = w.id
                """
        }
        return """
            WITH \(fragment: steps.joined(separator: ", ")), hit AS (
                SELECT id, ordinal, vector, keyword FROM (\(fragment: parts)) AS part
                WHERE vector + keyword >= \(query.minScore ?? 0)
                ORDER BY vector + keyword DESC, id LIMIT \(query.limit)
            )
            SELECT \(fragment: hitColumns), hit.vector, hit.keyword
            FROM hit
            \(fragment: joiningHits(to: "hit"))
            ORDER BY hit.vector + hit.keyword DESC, hit.id
            """
    }

    /// `near`: the passages of the candidates with their cosines to the query.
    private func nearest(to vector: Vector, _ pgvector: Pgvector) -> SQL {
        let ofRow: SQL = "d.\(identifier: embedding)"
        let ofPassage: SQL = "p.\(identifier: passages.embedding)"
        return """
            near AS MATERIALIZED (
                SELECT c.id, 0 AS ordinal, \(fragment: ofRow) AS embedding,
                    \(fragment: pgvector.cosine(ofRow, "\(vector)")) AS den
                FROM candidate AS c JOIN \(identifier: name) AS d ON d.\(identifier: id) = c.id
                WHERE \(fragment: ofRow) IS NOT NULL
                UNION ALL
                SELECT c.id, p.\(identifier: passages.ordinal), \(fragment: ofPassage),
                    \(fragment: pgvector.cosine(ofPassage, "\(vector)"))
                FROM candidate AS c JOIN \(fragment: passageRows) AS p ON p.\(identifier: passages.text) = c.id
            )
            """
    }

    /// `meant`: the nearest passage of each candidate after feedback, and its cosine.
    ///
    /// Feedback moves the query's vector towards the nearest passage of the best hit: q' = 0.6 q + 0.4 v, normalised. Its
    /// cosine to a vector follows from the cosines of q and v to that vector and to each other.
    private func feedback(_ pgvector: Pgvector) -> SQL {
        """
        best AS MATERIALIZED (
            SELECT near.embedding, near.den FROM near JOIN worded AS w ON w.id = near.id WHERE near.den <> 'NaN'
            ORDER BY \(hybridWeight) * near.den + \(1 - hybridWeight) * w.lex DESC, near.id LIMIT 1
        ), meant AS MATERIALIZED (
            SELECT DISTINCT ON (id) id, ordinal, den FROM (
                SELECT near.id, near.ordinal, (0.6 * near.den
                    + 0.4 * (\(fragment: pgvector.cosine("near.embedding", "best.embedding"))))
                    / sqrt(0.52 + 0.48 * best.den) AS den
                FROM near, best WHERE near.den <> 'NaN'
            ) AS moved ORDER BY id, den DESC, ordinal
        )
        """
    }
}
