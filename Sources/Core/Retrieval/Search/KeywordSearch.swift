import Postgres

/// The statements that read the keyword index for a search.
///
/// Rare lexemes make the candidates, as far as a budget of postings goes; the postings of common ones are looked up for the
/// candidates alone.
struct KeywordSearch: Sendable {
    let table: EmbeddedTable
    let index: KeywordIndex
    let terms: KeywordTerms
    /// How many postings to read.
    var budget: Int32

    /// For so many rows common lexemes are looked up; one takes as long as some twenty postings that are read in order.
    private var lookups: Int32 { budget / 100 }

    /// How many of the terms are read as a whole.
    private var whole: Int { terms.whole(within: budget) }

    /// Whether all postings of all terms are read.
    var isWhole: Bool { whole == terms.known.count }

    /// `term`: terms with what each adds at most, and their places in the order of rarity.
    private static func listed(_ terms: some Sequence<KeywordTerms.Term>) -> SQL {
        """
        SELECT lexeme, gain, number
        FROM unnest(\(terms.map(\.lexeme)), \(terms.map(\.gain))) WITH ORDINALITY AS term (lexeme, gain, number)
        """
    }

    /// All terms, as ``lookup`` and ``WindowSearch`` need them.
    var term: SQL { "term AS MATERIALIZED (\(fragment: Self.listed(terms.known)))" }

    /// The ids of the rows whose words answer best, with their scores `lex`, the best first; nil where no row holds any.
    ///
    /// - Parameters:
    ///   - condition: A condition on the rows `d`; nil for all rows.
    ///   - few: A part of the condition that so few rows meet that they are quickly listed; nil where more may.
    ///   - depth: How many rows to find.
    func best(where condition: SQL?, few: SQL?, depth: Int32) -> SQL? {
        guard !terms.known.isEmpty else { return nil }
        let read = max(1, whole)
        let common = terms.known.dropFirst(read)
        let source = condition.map { passing($0, few) } ?? "partial"
        var looked: SQL = "0"
        var others: SQL = ""
        if !common.isEmpty {
            others = ", term AS MATERIALIZED (\(fragment: Self.listed(common)))"
            looked = """
                coalesce((SELECT sum(term.gain * \(fragment: saturation(of: "posting")))
                    FROM term CROSS JOIN LATERAL (\(fragment: lookup)) AS posting), 0)
                """
        }
        return """
            WITH \(fragment: partial(of: terms.known.prefix(read), isCut: whole == 0)), promising AS MATERIALIZED (
                SELECT id, gain FROM \(fragment: source)
                ORDER BY gain DESC, id LIMIT \(isWhole ? depth : max(depth, lookups))
            )\(fragment: others)
            SELECT id, (gain + \(fragment: looked)) / \(terms.most) AS lex FROM promising
            ORDER BY lex DESC, id LIMIT \(depth)
            """
    }

    /// Counts the rows whose scores by words are better than one; nil where no row holds any of the words.
    func countingBetter(than score: Double, where condition: SQL?) -> SQL? {
        guard !terms.known.isEmpty else { return nil }
        let id: SQL = "d.\(identifier: table.id)"
        // Sums in another order differ in their last digits.
        let gain = score * terms.most * (1 + EmbeddedTable.rounding)
        return """
            WITH \(fragment: partial(of: terms.known[...], isCut: false))
            SELECT count(*) FROM (SELECT id FROM partial WHERE gain > \(gain) OFFSET 0) AS better
            WHERE (SELECT true FROM \(identifier: table.name) AS d
                WHERE \(fragment: id) = better.id AND \(fragment: condition ?? "true") LIMIT 1)
            """
    }

    /// Those rows of `partial` that pass a condition.
    ///
    /// To look at a row takes longer than to read its posting. So the best come first, until as many as are wanted pass: the
    /// query for a single value is no join to the planner, and is asked row by row.
    private func passing(_ condition: SQL, _ few: SQL?) -> SQL {
        let id: SQL = "d.\(identifier: table.id)"
        var among: SQL = ""
        if let few {
            among = "WHERE id IN (SELECT \(fragment: id) FROM \(identifier: table.name) AS d WHERE \(fragment: few))"
        }
        return """
            (SELECT id, gain FROM partial \(fragment: among) ORDER BY gain DESC, id OFFSET 0) AS ordered
            WHERE (SELECT true FROM \(identifier: table.name) AS d
                WHERE \(fragment: id) = ordered.id AND \(fragment: condition) LIMIT 1)
            """
    }

    /// `partial`: the rows that hold some of the terms, with their gain by these.
    ///
    /// The arrays of a block are unnested in a list of columns: there, unlike in a FROM, their elements are not stored
    /// first. What is new overrides a block unless it only adds a posting.
    ///
    /// - Parameter isCut: Whether the latest postings alone are read, as far as the budget goes.
    private func partial(of terms: ArraySlice<KeywordTerms.Term>, isCut: Bool) -> SQL {
        let latest: SQL = isCut ? "ORDER BY first DESC LIMIT \(max(1, budget / 256))" : ""
        let gain: SQL = "gain * \(fragment: saturation(of: "posting"))"
        let several = terms.count > 1
        return """
            rare AS MATERIALIZED (\(fragment: Self.listed(terms))), fresh AS MATERIALIZED (
                SELECT rare.number, rare.gain, p.*
                FROM rare CROSS JOIN LATERAL (
                    SELECT id, count, length, change FROM \(identifier: index.postings) AS p
                    WHERE p.lexeme = rare.lexeme OFFSET 0
                ) AS p
            ), partial AS (
                SELECT id, \(fragment: several ? "sum(\(fragment: gain))" : gain) AS gain
                FROM (
                    SELECT gain, id, count, length FROM fresh WHERE count > 0
                    UNION ALL
                    SELECT gain, id, count, length FROM (
                        SELECT number, gain, unnest(ids) AS id, unnest(counts) AS count, unnest(lengths) AS length
                        FROM rare CROSS JOIN LATERAL (
                            SELECT ids, counts, lengths FROM \(identifier: index.blocks) AS b WHERE b.lexeme = rare.lexeme
                            \(fragment: latest)
                        ) AS block
                    ) AS old WHERE NOT EXISTS (
                        SELECT FROM fresh WHERE change < 1 AND fresh.number = old.number AND fresh.id = old.id)
                ) AS posting\(fragment: several ? " GROUP BY id" : "")
            )
            """
    }

    /// Rows whose scores by words are known, as a query for their ids and `lex`.
    static func scored(_ scores: [Int64: Double]) -> SQL {
        "SELECT id, lex FROM unnest(\(Array(scores.keys)), \(Array(scores.values))) AS scored (id, lex)"
    }

    /// The scores `lex` of given rows, of those that hold any of the words; nil where there is nothing to look up.
    func scores(of ids: [Int64]) -> SQL? {
        guard !ids.isEmpty, !terms.known.isEmpty else { return nil }
        return """
            WITH \(fragment: term)
            SELECT promising.id, sum(term.gain * \(fragment: saturation(of: "posting"))) / \(terms.most) AS lex
            FROM unnest(\(ids)) AS promising (id), term CROSS JOIN LATERAL (\(fragment: lookup)) AS posting
            GROUP BY promising.id
            """
    }

    /// What each term adds to the scores of given rows; nil where there is nothing to look up.
    func shares(of ids: [Int64]) -> SQL? {
        guard !ids.isEmpty, !terms.known.isEmpty else { return nil }
        return """
            WITH \(fragment: term)
            SELECT promising.id, term.lexeme, term.gain * \(fragment: saturation(of: "posting")) / \(terms.most) AS share
            FROM unnest(\(ids)) AS promising (id), term CROSS JOIN LATERAL (\(fragment: lookup)) AS posting
            WHERE posting.count > 0
            ORDER BY share DESC, term.lexeme
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
    func saturation(of posting: SQL) -> SQL {
        """
        2.2::float8 * \(fragment: posting).count / (\(fragment: posting).count + 0.3::float8
            + 0.9::float8 * \(fragment: posting).length / \(terms.averageLength))
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
