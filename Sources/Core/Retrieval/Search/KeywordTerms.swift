import Postgres

/// The lexemes of a query, and what BM25 must know of them beside their postings.
///
/// BM25 over its own upper bound: 2.2 for each lexeme, so that a score lies in [0, 1) and needs no other text to be
/// compared with.
struct KeywordTerms: Sendable {
    struct Term: Sendable {
        let lexeme: String
        /// How many rows hold it.
        let rows: Double
        /// What it adds at most, over 2.2.
        let gain: Double
    }

    /// More lexemes than these are left out of a long query's score, those that tell least.
    private static let mostTerms = 64

    /// All of them, those that tell most first.
    let asked: [Term]
    /// Those that some row holds, the rarest first.
    let known: [Term]
    /// What a row with all lexemes of the query could gain at most.
    let most: Double
    /// How many lexemes a text has on average.
    let averageLength: Double

    init(_ rows: PostgresRows) throws {
        var terms: [Term] = []
        var averageLength = 1.0
        for row in rows {
            let (lexeme, rows, gain, average) = try row.decode((String, Double, Double, Double).self)
            terms.append(Term(lexeme: lexeme, rows: rows, gain: gain))
            averageLength = average
        }
        self.averageLength = averageLength
        most = 2.2 * terms.reduce(0) { $0 + $1.gain }
        asked = terms.sorted { ($1.gain, $0.lexeme) < ($0.gain, $1.lexeme) }
        let telling = asked.filter { $0.rows > 0 && $0.gain > 0 }
        known = telling.prefix(Self.mostTerms).sorted { ($0.rows, $0.lexeme) < ($1.rows, $1.lexeme) }
    }

    /// How many of them, the rarest, have so few postings together.
    func whole(within budget: Int32) -> Int {
        var postings = 0.0
        return known.prefix {
            postings += $0.rows
            return postings <= Double(budget)
        }.count
    }
}

extension KeywordIndex {
    /// Weighs the lexemes of a text; see ``KeywordTerms/init(_:)``.
    ///
    /// Numbers are double precision from the start: a bare 0.5 would make a `numeric` of each of them, which is slow to
    /// compute with.
    func weighing(_ text: String, in language: SQL) -> SQL {
        """
        WITH statistics AS MATERIALIZED (
            SELECT greatest(1, sum(size))::float8 AS rows,
                greatest(1, sum(total)::float8 / greatest(1, sum(size))) AS average
            FROM (
                SELECT size, total FROM \(identifier: blocks) WHERE lexeme = ''
                UNION ALL
                SELECT change, change * length FROM \(identifier: postings) WHERE lexeme = ''
            ) AS part
        ), asked AS MATERIALIZED (
            SELECT lexeme, count, greatest(0, coalesce(
                    (SELECT sum(size) FROM \(identifier: blocks) AS b WHERE b.lexeme = word.lexeme), 0)
                + coalesce(
                    (SELECT sum(change) FROM \(identifier: postings) AS p WHERE p.lexeme = word.lexeme), 0))
                ::float8 AS rows
            FROM public.paddle_lexemes(\(fragment: language), \(text)) AS word
        )
        SELECT lexeme, asked.rows, sqrt(count) * ln(1 + (greatest(statistics.rows - asked.rows, 0) + 0.5::float8)
            / (asked.rows + 0.5::float8)), statistics.average
        FROM asked, statistics
        """
    }
}
