import Postgres

extension EmbeddedTable {
    /// Ranks the candidates of a keyword search, and of a search by vector that came before: by meaning and by
    /// words, and the meaning after feedback from the best of them.
    ///
    /// Feedback moves the query's vector towards the nearest passage of the best hit: q' = 0.6 q + 0.4 v, normalised. Its
    /// cosine to a vector follows from the cosines of q and v to that vector and to each other.
    ///
    /// Each row is a hit, with its parts of the score; without hits there is one row of NULLs. The last column tells
    /// whether all postings were read.
    func fusing(_ query: SearchQuery, _ keywords: KeywordSearch, _ distance: SQL) -> SQL {
        let (vectors, parts): (SQL, SQL)
        switch query.mode {
        case .keyword:
            vectors = ""
            parts = "SELECT id, NULL::int4 AS ordinal, 0::float8 AS vector, lex AS keyword FROM candidate"
        case .vector, .hybrid:
            vectors = feedback(Vector(query.vector), distance)
            parts = """
                SELECT c.id, ordinal, \(hybridWeight) * least(1, greatest(0, coalesce(den, 0))) AS vector,
                    \(1 - hybridWeight) * lex AS keyword
                FROM candidate AS c LEFT JOIN fed ON fed.id = c.id
                """
        }
        return """
            WITH \(fragment: keywords.candidates)\(fragment: vectors), hit AS (
                SELECT id, ordinal, vector, keyword FROM (\(fragment: parts)) AS part
                WHERE vector + keyword >= \(query.minScore ?? 0)
                ORDER BY vector + keyword DESC, id LIMIT \(query.limit)
            )
            SELECT \(fragment: hitColumns), hit.vector, hit.keyword,
                coalesce((SELECT bool_and(is_whole) FROM term), true)
            FROM (SELECT) AS once LEFT JOIN hit ON true
            \(fragment: joiningHits(to: "hit"))
            ORDER BY hit.vector + hit.keyword DESC, hit.id
            """
    }

    /// `fed`: the nearest passage of each candidate after feedback, and its cosine.
    private func feedback(_ vector: Vector, _ distance: SQL) -> SQL {
        let cosine: (SQL, SQL) -> SQL = { "1 - (\(fragment: $0) \(fragment: distance) \(fragment: $1))" }
        let ofRow: SQL = "d.\(identifier: embedding)"
        let ofPassage: SQL = "p.\(identifier: passages.embedding)"
        return """
            , near AS MATERIALIZED (
                SELECT c.id, 0 AS ordinal, \(fragment: ofRow) AS embedding, \(fragment: cosine(ofRow, "\(vector)")) AS den
                FROM candidate AS c JOIN \(identifier: name) AS d ON d.\(identifier: id) = c.id
                WHERE \(fragment: ofRow) IS NOT NULL
                UNION ALL
                SELECT c.id, p.\(identifier: passages.ordinal), \(fragment: ofPassage),
                    \(fragment: cosine(ofPassage, "\(vector)"))
                FROM candidate AS c JOIN \(fragment: passageRows) AS p ON p.\(identifier: passages.text) = c.id
            ), best AS MATERIALIZED (
                SELECT near.embedding, near.den FROM near JOIN candidate AS c ON c.id = near.id WHERE near.den <> 'NaN'
                ORDER BY \(hybridWeight) * near.den + \(1 - hybridWeight) * c.lex DESC, near.id LIMIT 1
            ), fed AS MATERIALIZED (
                SELECT DISTINCT ON (id) id, ordinal, den FROM (
                    SELECT near.id, near.ordinal, (0.6 * near.den
                        + 0.4 * (\(fragment: cosine("near.embedding", "best.embedding"))))
                        / sqrt(0.52 + 0.48 * best.den) AS den
                    FROM near, best WHERE near.den <> 'NaN'
                ) AS moved ORDER BY id, den DESC, ordinal
            )
            """
    }
}
