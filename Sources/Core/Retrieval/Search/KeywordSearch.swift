import Postgres

/// The part of a search that reads the keyword index, as the WITH queries of one statement.
///
/// BM25 over its own upper bound: 2.2 for each lexeme, so that a score lies in [0, 1) and needs no other text to be
/// compared with. Rare lexemes make the candidates, as far as a budget of postings goes; the postings of common ones are
/// looked up for the candidates alone.
struct KeywordSearch {
    let table: EmbeddedTable
    let index: KeywordIndex
    /// The words asked for.
    let text: String
    /// A condition on the rows `d`; nil for all rows.
    let condition: SQL?
    /// Rows to be scored besides those that are found.
    let ids: [Int64]
    /// How many rows to find.
    let depth: Int32
    /// How many postings to read.
    let budget: Int32

    /// More lexemes than these are left out of a long query's score, those that tell least.
    private static let mostLexemes = 64

    /// For so many rows common lexemes are looked up; one takes as long as some twenty postings that are read in order.
    private var lookups: Int32 { budget / 100 }

    /// `term`: the lexemes of the query with what each adds at most, the rarest first, and which of them are read.
    ///
    /// Each step is materialized, since PostgreSQL would compute a subquery again for every use of its column. Numbers are
    /// double precision from the start: a bare 0.5 would make a `numeric` of each of them, which is slow to compute with.
    var terms: SQL {
        """
        statistics AS MATERIALIZED (
            SELECT greatest(1, sum(size))::float8 AS rows,
                greatest(1, sum(total)::float8 / greatest(1, sum(size))) AS average
            FROM (
                SELECT size, total FROM \(identifier: index.blocks) WHERE lexeme = ''
                UNION ALL
                SELECT change, change * length FROM \(identifier: index.postings) WHERE lexeme = ''
            ) AS part
        ), asked AS MATERIALIZED (
            SELECT lexeme, count, greatest(0, coalesce(
                    (SELECT sum(size) FROM \(identifier: index.blocks) AS b WHERE b.lexeme = word.lexeme), 0)
                + coalesce(
                    (SELECT sum(change) FROM \(identifier: index.postings) AS p WHERE p.lexeme = word.lexeme), 0))
                ::float8 AS rows
            FROM public.paddle_lexemes(\(fragment: table.language), \(text)) AS word
        ), weighed AS MATERIALIZED (
            SELECT lexeme, asked.rows, sqrt(count) * ln(1 + (greatest(statistics.rows - asked.rows, 0) + 0.5::float8)
                / (asked.rows + 0.5::float8)) AS gain
            FROM asked, statistics
        ), term AS MATERIALIZED (
            SELECT lexeme, gain, sum(rows) OVER rarest <= \(budget) AS is_whole, row_number() OVER rarest AS number
            FROM (SELECT * FROM weighed WHERE rows > 0
                ORDER BY gain DESC, lexeme LIMIT \(unsafe: String(Self.mostLexemes))) AS known
            WINDOW rarest AS (ORDER BY rows, lexeme)
        )
        """
    }

    /// `partial`: the rows that hold a rare lexeme, with their gain by all rare ones.
    ///
    /// The arrays of a block are unnested in a list of columns: there, unlike in a FROM, their elements are not stored
    /// first. What is new overrides a block unless it only adds a posting.
    private var partial: SQL {
        """
        fresh AS MATERIALIZED (
            SELECT term.number, term.gain, p.*
            FROM term CROSS JOIN LATERAL (
                SELECT id, count, length, change FROM \(identifier: index.postings) AS p
                WHERE p.lexeme = term.lexeme OFFSET 0
            ) AS p WHERE is_whole OR number = 1
        ), partial AS MATERIALIZED (
            SELECT id, sum(posting.gain * \(fragment: Self.saturation(of: "posting"))) AS gain
            FROM statistics, (
                SELECT gain, id, count, length FROM fresh WHERE count > 0
                UNION ALL
                SELECT gain, id, count, length FROM (
                    SELECT number, gain, unnest(ids) AS id, unnest(counts) AS count, unnest(lengths) AS length
                    FROM term CROSS JOIN LATERAL (
                        SELECT ids, counts, lengths FROM \(identifier: index.blocks) AS b WHERE b.lexeme = term.lexeme
                        ORDER BY first DESC LIMIT CASE WHEN NOT is_whole THEN \(max(1, budget / 256)) END
                    ) AS block WHERE is_whole OR number = 1
                ) AS old WHERE NOT EXISTS (
                    SELECT FROM fresh WHERE change < 1 AND fresh.number = old.number AND fresh.id = old.id)
            ) AS posting
            GROUP BY id
        )
        """
    }

    /// `scored`: the most promising of those rows and the others to be scored, with their scores.
    private var scored: SQL {
        let id: SQL = "d.\(identifier: table.id)"
        var passing: SQL = ""
        if let condition {
            passing = """
                WHERE EXISTS (SELECT FROM \(identifier: table.name) AS d
                    WHERE \(fragment: id) = partial.id AND \(fragment: condition))
                """
        }
        return """
            promising AS MATERIALIZED (
                (SELECT id, gain FROM partial \(fragment: passing) ORDER BY gain DESC, id
                    LIMIT (SELECT CASE WHEN bool_and(is_whole) THEN \(depth) ELSE \(max(depth, lookups)) END FROM term))
                UNION
                SELECT id, max(gain) FROM (
                    SELECT id, gain FROM partial WHERE id = ANY (\(ids))
                    UNION ALL
                    SELECT \(fragment: id), NULL FROM \(identifier: table.name) AS d WHERE \(fragment: id) = ANY (\(ids))
                ) AS given GROUP BY id
            ), scored AS MATERIALIZED (
                SELECT id, coalesce((coalesce(gain, 0) + coalesce((
                    SELECT sum(term.gain * \(fragment: Self.saturation(of: "posting")))
                    FROM statistics, term CROSS JOIN LATERAL (\(fragment: lookup)) AS posting
                    WHERE NOT is_whole AND (number > 1 OR promising.gain IS NULL)), 0))
                    / (SELECT 2.2 * nullif(sum(gain), 0) FROM weighed), 0) AS lex
                FROM promising
            )
            """
    }

    /// The posting of a row `promising` for a lexeme `term`. The ids of a block are in order, where `width_bucket` finds
    /// one by halving.
    var lookup: SQL {
        """
        SELECT count, length FROM (
            SELECT 1 AS source, p.count, p.length FROM \(identifier: index.postings) AS p
            WHERE p.lexeme = term.lexeme AND p.id = promising.id
            UNION ALL
            SELECT 2, counts[place], lengths[place] FROM (
                SELECT ids, counts, lengths, width_bucket(promising.id, ids) AS place
                FROM \(identifier: index.blocks) AS b
                WHERE b.lexeme = term.lexeme AND b.first <= promising.id ORDER BY first DESC LIMIT 1
            ) AS block WHERE ids[place] = promising.id
        ) AS either ORDER BY source LIMIT 1
        """
    }

    /// What the count of a lexeme in a text of some length is worth, up to 2.2.
    static func saturation(of posting: SQL) -> SQL {
        """
        2.2::float8 * \(fragment: posting).count / (\(fragment: posting).count + 0.3::float8
            + 0.9::float8 * \(fragment: posting).length / statistics.average)
        """
    }

    /// `candidate`: the best rows, and the others that were to be scored, with their score `lex`.
    var candidates: SQL {
        """
        \(fragment: terms), \(fragment: partial), \(fragment: scored), candidate AS MATERIALIZED (
            SELECT id, lex FROM scored WHERE id = ANY (\(ids))
            UNION
            (SELECT id, lex FROM scored WHERE lex > 0 ORDER BY lex DESC, id LIMIT \(depth))
        )
        """
    }

    /// The ids of rows that hold all lexemes of a word or phrase.
    static func rows(holding phrase: String, of table: EmbeddedTable, _ index: KeywordIndex) -> SQL {
        """
        SELECT id FROM (
            SELECT lexeme FROM public.paddle_lexemes(\(fragment: table.language), \(phrase))
        ) AS word CROSS JOIN LATERAL (
            SELECT p.id FROM \(identifier: index.postings) AS p WHERE p.lexeme = word.lexeme AND p.count > 0
            UNION ALL
            SELECT old.id FROM \(identifier: index.blocks) AS b, unnest(b.ids) AS old (id)
            WHERE b.lexeme = word.lexeme AND NOT EXISTS (
                SELECT FROM \(identifier: index.postings) AS p WHERE p.lexeme = word.lexeme AND p.id = old.id)
        ) AS holding
        GROUP BY id
        HAVING count(*) = (SELECT count(*) FROM public.paddle_lexemes(\(fragment: table.language), \(phrase)))
        """
    }
}
