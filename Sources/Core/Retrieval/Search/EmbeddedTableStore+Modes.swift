import Postgres

extension EmbeddedTableStore {
    /// How many postings a search reads before it looks up what is left for the best rows alone. One by both reads fewer,
    /// since the rows near in meaning are looked up, too.
    private static func postingBudget(_ mode: SearchMode) -> Int32 { mode == .keyword ? 20_000 : 10_000 }

    /// Phrases and exclusions are resolved to at most this many rows.
    private static let phraseRows: Int32 = 5_000

    /// The rows that answer a query best.
    ///
    /// - Throws: ``RetrievalError`` for a search by keywords where the database has no index for it.
    package func search(_ query: SearchQuery) async throws -> SearchResult {
        guard let index = table.presentKeywords else {
            if query.mode == .keyword { throw noKeywords }
            let condition = condition(of: query)
            return try await result(of: query, where: condition, searchByVector(query, where: condition), nil)
        }
        let (condition, isCut) = try await condition(of: query, index)
        switch query.mode {
        case .vector:
            let found = try await searchByVector(query, where: condition)
            return try await result(of: query, where: condition, found, nil, isCut: isCut)
        case .keyword:
            let found = try await searchByKeywords(query, index, where: condition)
            return try await result(of: query, where: condition, nil, found, isCut: isCut)
        case .hybrid:
            let near = try await searchByVector(query.byVector(limit: query.depth), where: condition)
            let found = try await searchByKeywords(query, index, where: condition, besides: near.hits.map(\.id))
            return try await result(of: query, where: condition, near, found, isCut: isCut)
        }
    }

    /// The rows whose words answer a query best; no model is needed.
    package func searchKeywords(
        _ question: String,
        limit: Int32 = 10,
        minScore: Double? = nil,
        scope: SearchScope? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> SearchResult {
        try await search(
            SearchQuery(
                KeywordQuery(asked: question),
                vector: [],
                mode: .keyword,
                limit: limit,
                minScore: minScore,
                scope: scope,
                filter: filter
            )
        )
    }

    private var noKeywords: RetrievalError {
        RetrievalError(
            .table,
            """
            The table \(table.name) has no keyword index. Run `migrate up`, or start a server without READ_ONLY, which \
            makes it; or search by vector.
            """
        )
    }

    private struct FoundByKeywords {
        var hits: [SearchHit] = []
        /// Whether all postings were read.
        var isWhole = true
        let waiting: WaitingRows
    }

    private func searchByKeywords(
        _ query: SearchQuery,
        _ index: KeywordIndex,
        where condition: SQL?,
        besides ids: [Int64] = []
    ) async throws -> FoundByKeywords {
        var budget = Self.postingBudget(query.mode)
        while true {
            let keywords = KeywordSearch(
                table: table,
                index: index,
                text: query.words.text,
                condition: condition,
                ids: ids,
                depth: query.mode == .hybrid ? query.depth : max(50, query.limit),
                budget: budget
            )
            let results = try await pool.pipeline([
                Self.keywordSettings, table.fusing(query, keywords, pgvector),
                countingWaiting(besides: index),
            ])
            let found = try foundByKeywords(results[1], waiting: WaitingRows(results[2]))
            // Where few of the rows with a rare word pass the condition, those with a common one may.
            guard condition != nil, !found.isWhole, found.hits.count < query.limit, budget < .max else { return found }
            budget = budget > .max / 16 ? .max : budget * 16
        }
    }

    /// Every plan that reads a whole table is worse, and the planner knows too little of what the index returns.
    private static let keywordSettings: SQL = """
        SELECT pg_catalog.set_config('enable_seqscan', 'off', true), pg_catalog.set_config('jit', 'off', true)
        """

    private func foundByKeywords(_ rows: PostgresRows, waiting: WaitingRows) throws -> FoundByKeywords {
        var found = FoundByKeywords(waiting: waiting)
        for row in rows {
            let (id, key, title, content, metadata, start, end, vector, keyword, isWhole) = try row.decode(
                (Int64?, String?, String?, String?, JSONText?, Int32?, Int32?, Double?, Double?, Bool).self
            )
            found.isWhole = isWhole
            guard let id, let vector, let keyword else { continue }
            found.hits.append(
                SearchHit(
                    id: id,
                    key: key,
                    title: title,
                    content: content,
                    metadata: metadata,
                    parts: ScoreParts(vector: vector, keyword: keyword),
                    start: start,
                    end: end
                )
            )
        }
        return found
    }

    /// The condition of a query on the rows `d`, phrases and excluded words among them; and whether more rows hold its
    /// phrases than are searched.
    private func condition(of query: SearchQuery, _ index: KeywordIndex) async throws -> (SQL?, isCut: Bool) {
        var conditions = [condition(of: query)].compactMap { $0 }
        let id: SQL = "d.\(identifier: table.id)"
        func holding(_ phrase: String) -> SQL {
            """
            \(fragment: id) IN (\(fragment: KeywordSearch.rows(holding: phrase, of: table, index)))
            AND public.paddle_has_phrase(\(fragment: table.language), \(fragment: table.indexedText), \(phrase))
            """
        }
        for word in query.words.excluded { conditions.append("NOT (\(fragment: holding(word)))") }
        for phrase in query.words.phrases where try await hasLexemes(phrase) { conditions.append(holding(phrase)) }
        let all = conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
        guard let all, !query.words.phrases.isEmpty else { return (all, false) }
        // Once, since each leg would look for the phrase again.
        let ids = try await pool.query(
            """
            SELECT \(fragment: id)::int8 FROM \(identifier: table.name) AS d WHERE \(fragment: all)
            LIMIT \(Self.phraseRows + 1)
            """
        ).map { try $0.decode(Int64.self) }
        return ("\(fragment: id) = ANY (\(Array(ids.prefix(Int(Self.phraseRows)))))", ids.count > Self.phraseRows)
    }

    private func hasLexemes(_ phrase: String) async throws -> Bool {
        try await !pool.query(
            "SELECT FROM public.paddle_lexemes(\(fragment: table.language), \(phrase)) LIMIT 1"
        ).isEmpty
    }

    private func result(
        of query: SearchQuery,
        where condition: SQL?,
        _ near: Found?,
        _ found: FoundByKeywords?,
        isCut: Bool = false
    ) async throws -> SearchResult {
        let hits = found?.hits ?? near?.hits ?? []
        let waiting: WaitingRows
        if let found {
            waiting = found.waiting
        } else {
            waiting = try await self.waiting(besides: query.words.phrases.isEmpty ? nil : table.presentKeywords)
        }
        var result = SearchResult(
            hits: hits,
            path: near?.path,
            keywordPath: found.map { $0.isWhole ? .all : .rareWords },
            exhausted: hits.count < query.limit && near?.exhausted != false && found?.isWhole != false && !isCut,
            waiting: waiting
        )
        // What has no vector or no postings yet is reached by no path.
        // A copy of the texts of another program's table is never known to be up to date.
        if result.waiting.postings > 0 || found != nil && table.isReadOnly { result.exhausted = false }
        if result.exhausted, near != nil, result.waiting.vectors > 0 {
            result.exhausted = try await !isWaited(for: condition)
        }
        return result
    }

    /// How many rows wait for their vectors and, with an index, for their postings.
    func waiting(besides index: KeywordIndex?) async throws -> WaitingRows {
        try await WaitingRows(pool.query(countingWaiting(besides: index)))
    }

    /// The statement for that, which searches run along with their own.
    func countingWaiting(besides index: KeywordIndex?) -> SQL {
        let most = String(WaitingRows.most)
        let postings: SQL =
            index.map {
                "(SELECT count(*)::int4 FROM (SELECT FROM \(identifier: $0.backlog) LIMIT \(unsafe: most)) AS few)"
            }
            ?? "0"
        return """
            SELECT (SELECT count(*)::int4 FROM (
                SELECT FROM \(identifier: table.name) AS d
                WHERE \(fragment: table.isWaiting("d"))
                LIMIT \(unsafe: most)) AS few), \(fragment: postings)
            """
    }
}

extension WaitingRows {
    fileprivate init(_ rows: PostgresRows) throws {
        let (vectors, postings) = try rows[0].decode((Int32, Int32).self)
        self.init(vectors: vectors, postings: postings)
    }
}
