import Postgres

/// Ranks rows of a sequence: `lex` and `den` become their means with the same of the row's window, that is the row joined
/// with its neighbours. The window's BM25 counts over all its words; its vector is the mean of those of its rows.
struct WindowSearch {
    let table: EmbeddedTable
    let sequence: RowSequence
    let keywords: KeywordSearch

    /// So many of the best rows of each leg bring their neighbours.
    private static let leading = 20

    /// Adds the neighbours of the best candidates to these: a row that answers only together with what was said before it
    /// may be near to the query by nothing of its own. Their scores `lex` are NULL, as nobody knows them yet.
    ///
    /// - Parameters:
    ///   - candidates: A query for ids and scores `lex`.
    ///   - near: The candidates by meaning, the best first.
    ///   - worded: Those by words, with their scores.
    ///   - condition: A condition on the rows `d`; nil for all rows.
    func adding(to candidates: SQL, near: [Int64], worded: [Int64: Double], where condition: SQL?) -> SQL {
        let (whole, position): (SQL, SQL) = ("\(identifier: sequence.whole)", "\(identifier: sequence.position)")
        let best = worded.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.leading).map(\.key)
        let leading = Array(Set(near.prefix(Self.leading) + best))
        return """
            \(fragment: candidates)
            UNION ALL
            SELECT DISTINCT d.\(identifier: table.id)::pg_catalog.int8, NULL::float8
            FROM \(identifier: table.name) AS c
            JOIN \(identifier: table.name) AS d ON d.\(fragment: whole) = c.\(fragment: whole)
                AND d.\(fragment: position) BETWEEN c.\(fragment: position) - \(sequence.nearest)
                    AND c.\(fragment: position) + \(sequence.nearest)
            WHERE c.\(identifier: table.id) = ANY (\(leading))
                AND d.\(identifier: table.id) <> ALL (\(Array(Set(near).union(worded.keys))))
                AND \(fragment: condition ?? "true")
            """
    }

    /// `around`: the rows `id` that stand in the window of a candidate `centre` which has `reach` neighbours on either side.
    private var window: SQL {
        let (whole, position): (SQL, SQL) = ("\(identifier: sequence.whole)", "\(identifier: sequence.position)")
        return """
            around AS MATERIALIZED (
                SELECT c.id AS centre, w.reach, n.\(identifier: table.id)::pg_catalog.int8 AS id,
                    n.\(identifier: table.embedding) AS embedding
                FROM candidate AS c
                JOIN \(identifier: table.name) AS d ON d.\(identifier: table.id) = c.id
                JOIN \(identifier: table.name) AS n ON n.\(fragment: whole) = d.\(fragment: whole)
                    AND n.\(fragment: position) BETWEEN d.\(fragment: position) - \(sequence.reach)
                        AND d.\(fragment: position) + \(sequence.reach)
                JOIN unnest(\(sequence.windows)) AS w (reach)
                    ON abs(n.\(fragment: position) - d.\(fragment: position)) <= w.reach
            )
            """
    }

    /// `worded`: each candidate with the mean of its own score by words and that of its window.
    var worded: SQL {
        """
        \(fragment: keywords.term), \(fragment: window), member AS MATERIALIZED (
            SELECT DISTINCT id FROM around
        ), counted AS MATERIALIZED (
            SELECT promising.id, term.lexeme, posting.count
            FROM member AS promising, term CROSS JOIN LATERAL (\(fragment: keywords.lookup)) AS posting
        ), measured AS MATERIALIZED (
            SELECT promising.id, posting.length
            FROM member AS promising, (SELECT '' AS lexeme) AS term CROSS JOIN LATERAL (\(fragment: keywords.lookup)) AS posting
        ), width AS MATERIALIZED (
            -- As if all windows had as many rows as those that are not at an end.
            SELECT centre, reach, sum(length)::float8 / (2 * reach + 1) AS length
            FROM around JOIN measured USING (id) GROUP BY centre, reach
        ), joined AS MATERIALIZED (
            SELECT centre, sum(term.gain * \(fragment: keywords.saturation(of: "posting")))
                / \(keywords.terms.most * Double(sequence.windows.count)) AS lex
            FROM (
                SELECT centre, lexeme, sum(count)::float8 AS count, length
                FROM around JOIN counted USING (id) JOIN width USING (centre, reach) GROUP BY centre, reach, lexeme, length
            ) AS posting JOIN term USING (lexeme) GROUP BY centre
        ), own AS MATERIALIZED (
            SELECT id, sum(term.gain * \(fragment: keywords.saturation(of: "posting"))) / \(keywords.terms.most) AS lex
            FROM (SELECT id, lexeme, count, length FROM counted JOIN measured USING (id)) AS posting
            JOIN term USING (lexeme) GROUP BY id
        ), worded AS MATERIALIZED (
            SELECT c.id, (coalesce(c.lex, own.lex, 0) + coalesce(joined.lex, 0)) / 2 AS lex
            FROM candidate AS c LEFT JOIN own ON own.id = c.id LEFT JOIN joined ON joined.centre = c.id
        )
        """
    }

    /// `meant`: the mean of the cosines of a candidate's nearest passage, which is in `near`, and of its window.
    func meant(_ vector: Vector, _ pgvector: Pgvector) -> SQL {
        """
        heard AS MATERIALIZED (
            SELECT centre, avg(den) AS den FROM (
                SELECT centre, greatest(0,
                    \(fragment: pgvector.cosine("\(fragment: pgvector.average)(embedding)", "\(vector)"))) AS den
                FROM around GROUP BY centre, reach
            ) AS one GROUP BY centre
        ), meant AS MATERIALIZED (
            SELECT DISTINCT ON (near.id) near.id, near.ordinal, (greatest(0, near.den) + coalesce(heard.den, 0)) / 2 AS den
            FROM near LEFT JOIN heard ON heard.centre = near.id
            WHERE near.den <> 'NaN' ORDER BY near.id, near.den DESC, near.ordinal
        )
        """
    }
}
