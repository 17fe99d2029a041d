import Postgres

extension EmbeddedTableStore {
    /// Phrases and exclusions are resolved to at most this many rows.
    private static let phraseRows: Int32 = 5_000

    /// The rows that answer a query best.
    ///
    /// - Parameter embedding: Computes the query's vector, which is needed unless it searches by keywords. Meanwhile a
    ///   search by both looks for its words.
    /// - Throws: ``RetrievalError`` for a search by keywords where the database has no index for it.
    package func search(
        _ query: SearchQuery,
        embedding: @escaping @Sendable () async throws -> [Float]
    ) async throws -> SearchResult {
        guard let index = table.presentKeywords else {
            if query.mode == .keyword { throw noKeywords }
            var query = query
            query.vector = try await embedding()
            let condition = condition(of: query)
            return try await result(of: query, where: condition, searchByVector(query, where: condition), nil)
        }
        let (condition, isCut) = try await condition(of: query, index)
        switch query.mode {
        case .vector:
            var query = query
            query.vector = try await embedding()
            let near = try await searchByVector(query, where: condition)
            return try await result(of: query, where: condition, near, nil, isCut: isCut)
        case .keyword:
            let found = try await searchByKeywords(query, index, where: condition)
            return try await result(of: query, where: condition, nil, found, isCut: isCut)
        case .hybrid:
            let (near, found) = try await searchByBoth(query, embedding, index, where: condition)
            return try await result(of: query, where: condition, near, found, isCut: isCut)
        }
    }

    /// The same with a vector that is known.
    package func search(_ query: SearchQuery) async throws -> SearchResult { try await search(query) { query.vector } }

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

    /// The condition of a query on the rows `d`, phrases and excluded words among them; and whether more rows hold its
    /// phrases than are searched.
    func condition(of query: SearchQuery, _ index: KeywordIndex) async throws -> (SQL?, isCut: Bool) {
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

    func hasLexemes(_ phrase: String) async throws -> Bool {
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
    init(_ rows: PostgresRows) throws {
        let (vectors, postings) = try rows[0].decode((Int32, Int32).self)
        self.init(vectors: vectors, postings: postings)
    }
}
