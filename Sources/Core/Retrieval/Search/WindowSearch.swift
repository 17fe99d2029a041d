import Postgres

/// Ranks rows of a sequence: `lex` and `den` become their means with the same of the row's window, that is the row joined
/// with its neighbours. The window's BM25 counts over all its words; its vector is the mean of those of its rows.
struct WindowSearch {
    let table: EmbeddedTable
    let sequence: RowSequence
    let keywords: KeywordSearch

    /// `around`: the rows `id` that stand in the window of a candidate `centre`.
    private var window: SQL {
        let (whole, position): (SQL, SQL) = ("\(identifier: sequence.whole)", "\(identifier: sequence.position)")
        return """
            around AS MATERIALIZED (
                SELECT c.id AS centre, n.\(identifier: table.id)::pg_catalog.int8 AS id,
                    n.\(identifier: table.embedding) AS embedding
                FROM candidate AS c
                JOIN \(identifier: table.name) AS d ON d.\(identifier: table.id) = c.id
                JOIN \(identifier: table.name) AS n ON n.\(fragment: whole) = d.\(fragment: whole)
                    AND n.\(fragment: position) BETWEEN d.\(fragment: position) - \(sequence.reach)
                        AND d.\(fragment: position) + \(sequence.reach)
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
        ), posting AS MATERIALIZED (
            SELECT centre, lexeme, sum(count)::float8 AS count,
                -- As if all windows had as many rows as those that are not at an end.
                (SELECT sum(length)::float8 FROM around AS a JOIN measured USING (id) WHERE a.centre = around.centre)
                    / \(Double(2 * sequence.reach + 1)) AS length
            FROM around JOIN counted USING (id) GROUP BY centre, lexeme
        ), worded AS MATERIALIZED (
            SELECT c.id, (c.lex + coalesce((
                SELECT sum(term.gain * \(fragment: keywords.saturation(of: "posting")))
                FROM posting JOIN term USING (lexeme) WHERE posting.centre = c.id)
                / \(keywords.terms.most), 0)) / 2 AS lex
            FROM candidate AS c
        )
        """
    }

    /// `meant`: the mean of the cosines of a candidate's nearest passage, which is in `near`, and of its window.
    func meant(_ vector: Vector, _ pgvector: Pgvector) -> SQL {
        """
        meant AS MATERIALIZED (
            SELECT DISTINCT ON (near.id) near.id, near.ordinal, (greatest(0, near.den) + coalesce((
                SELECT greatest(0, \(fragment: pgvector.cosine("\(fragment: pgvector.average)(around.embedding)", "\(vector)")))
                FROM around WHERE around.centre = near.id), 0)) / 2 AS den
            FROM near WHERE near.den <> 'NaN' ORDER BY near.id, near.den DESC, near.ordinal
        )
        """
    }
}
