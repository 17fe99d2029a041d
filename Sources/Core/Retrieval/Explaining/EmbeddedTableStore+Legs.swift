import Postgres

extension EmbeddedTableStore {
    /// How long it may take to find the place of a row among all.
    private static let rankingTime = "3000"

    // MARK: By words

    func words(
        of row: Int64,
        _ asked: SearchQuery,
        _ keywords: KeywordSearch,
        where condition: SQL?
    ) async throws -> RowExplanation.Words {
        let depth = asked.mode == .keyword ? max(50, asked.limit) : asked.depth
        async let candidates = candidates(keywords, of: asked, where: condition, depth: depth)
        var shares: [String: Double] = [:]
        if let statement = keywords.shares(of: [row]) {
            for row in try await pool.query(statement) {
                let (_, term, share) = try row.decode((Int64, String, Double).self)
                shares[term] = share
            }
        }
        let score = shares.values.reduce(0, +)
        let rank = try await rank(of: score, by: keywords, where: condition)
        let most = keywords.terms.most
        return RowExplanation.Words(
            words: keywords.terms.asked.map { term in
                RowExplanation.Word(
                    term: term.lexeme,
                    rows: Int(term.rows),
                    weight: most > 0 ? 2.2 * term.gain / most : 0,
                    share: shares[term.lexeme] ?? 0
                )
            },
            score: score,
            rank: rank.map(Int.init),
            isCandidate: try await candidates[row] != nil,
            depth: Int(depth)
        )
    }

    /// The place of a score by words among those of all rows.
    private func rank(of score: Double, by keywords: KeywordSearch, where condition: SQL?) async throws -> Int64? {
        guard score > 0, let counting = keywords.countingBetter(than: score, where: condition) else { return nil }
        return try await countedSoon(counting)?.decode(Int64.self).advanced(by: 1)
    }

    // MARK: By meaning

    /// - Parameter isAlone: Whether the search is by meaning alone, so that its result is that of this leg.
    func meaning(
        of row: Int64,
        _ asked: SearchQuery,
        _ result: SearchResult,
        isAlone: Bool,
        where condition: SQL?
    ) async throws -> RowExplanation.Meaning {
        let candidates: [Int64]
        if isAlone {
            candidates = result.hits.map(\.id)
        } else {
            candidates = try await searchByVector(asked.byVector(limit: asked.depth), where: condition).hits.map(\.id)
        }
        let similarity = try await pool.query(table.similarity(of: row, to: asked.vector, pgvector)).first?
            .decode(Double?.self)
        var counted: (better: Int64, all: Int64)?
        if let similarity {
            counted = try await countedSoon(
                table.countingNearer(than: similarity, to: asked.vector, pgvector, where: condition)
            )?.decode((Int64, Int64).self)
        }
        return RowExplanation.Meaning(
            similarity: similarity,
            rank: counted.map { Int($0.better) + 1 },
            among: counted.map { Int($0.all) },
            isCandidate: candidates.contains(row),
            depth: Int(isAlone ? asked.limit : asked.depth),
            path: result.path
        )
    }

    /// The only row of a statement that looks at all rows; nil where that takes too long.
    private func countedSoon(_ statement: SQL) async throws -> PostgresRow? {
        do {
            return try await pool.pipeline([
                """
                SELECT pg_catalog.set_config('statement_timeout', \(Self.rankingTime), true),
                    pg_catalog.set_config('jit', 'off', true)
                """,
                statement,
            ])[1].first
        } catch let error as PostgresError where error.sqlState == .queryCanceled {
            try Task.checkCancellation()
            return nil
        }
    }
}

extension EmbeddedTable {
    /// Scores within so little of each other are the same but for rounding.
    static let rounding = 1e-9

    /// The cosine of a vector and the nearest passage of a row; NULL where the row has no vector.
    func similarity(of row: Int64, to vector: [Float], _ pgvector: Pgvector) -> SQL {
        """
        SELECT max(nullif(cosine, 'NaN')) FROM (
            SELECT \(fragment: pgvector.cosine("d.\(identifier: embedding)", "\(Vector(vector))")) AS cosine
            FROM \(identifier: name) AS d WHERE d.\(identifier: id) = \(row)
            UNION ALL
            SELECT \(fragment: pgvector.cosine("p.\(identifier: passages.embedding)", "\(Vector(vector))"))
            FROM \(fragment: passageRows) AS p WHERE p.\(identifier: passages.text) = \(row)
        ) AS near
        """
    }

    /// Counts the rows that are nearer to a vector than a cosine, and all that have a vector, by comparing each.
    func countingNearer(
        than cosine: Double,
        to vector: [Float],
        _ pgvector: Pgvector,
        where condition: SQL?
    ) -> SQL {
        let passage = pgvector.cosine("p.\(identifier: passages.embedding)", "\(Vector(vector))")
        return """
            WITH nearer AS MATERIALIZED (
                SELECT DISTINCT p.\(identifier: passages.text) AS id FROM \(fragment: passageRows) AS p
                WHERE nullif(\(fragment: passage), 'NaN') > \(cosine + Self.rounding)
            )
            SELECT count(*) FILTER (WHERE nearer.id IS NOT NULL
                OR nullif(\(fragment: pgvector.cosine("d.\(identifier: embedding)", "\(Vector(vector))")), 'NaN')
                    > \(cosine + Self.rounding)), count(*)
            FROM \(identifier: name) AS d LEFT JOIN nearer ON nearer.id = d.\(identifier: id)
            WHERE d.\(identifier: embedding) IS NOT NULL AND \(fragment: condition ?? "true")
            """
    }
}
