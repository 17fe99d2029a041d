import Postgres

extension EmbeddedTableStore {
    /// How many postings a search reads before it looks up what is left for the best rows alone. One by both reads fewer,
    /// since the rows near in meaning are looked up, too.
    private static func postingBudget(_ mode: SearchMode) -> Int32 { mode == .keyword ? 20_000 : 10_000 }

    /// Every plan that reads a whole table is worse, and the planner knows too little of what the index returns. So one
    /// plan is as good as another, and made once, unless there is a condition.
    private static func settings(where condition: SQL?) -> SQL {
        """
        SELECT pg_catalog.set_config('enable_seqscan', 'off', true), pg_catalog.set_config('jit', 'off', true),
            pg_catalog.set_config('plan_cache_mode', \(condition == nil ? "force_generic_plan" : "auto"), true)
        """
    }

    /// What a search by keywords has found.
    struct FoundByKeywords {
        var hits: [SearchHit] = []
        /// Whether all postings were read.
        var isWhole = true
        let waiting: WaitingRows
    }

    /// What the words of a query weigh.
    func terms(of text: String, _ index: KeywordIndex) async throws -> KeywordTerms {
        try await KeywordTerms(readingIndex(index.weighing(text, in: table.language), where: nil))
    }

    /// The rows whose words answer a query best.
    func searchByKeywords(
        _ query: SearchQuery,
        _ index: KeywordIndex,
        where condition: SQL?
    ) async throws -> FoundByKeywords {
        async let fewRows = fewRows(of: query.scope)
        var keywords = try await keywords(of: query, index)
        let few = try await fewRows
        while true {
            let best = keywords.best(where: condition, few: few, depth: max(50, query.limit))
            let found = try await rank(query, best ?? KeywordSearch.scored([:]), keywords, where: condition)
            guard let wider = keywords.wider(after: found, query, where: condition) else { return found }
            keywords = wider
        }
    }

    /// The rows that answer a query best by meaning and by words. The words are looked for while the model computes and
    /// the nearest vectors are looked for.
    ///
    /// - Returns: What was found by vector alone, and the best of all.
    func searchByBoth(
        _ query: SearchQuery,
        _ embedding: @escaping @Sendable () async throws -> [Float],
        _ index: KeywordIndex,
        where condition: SQL?
    ) async throws -> (near: Found, ranked: FoundByKeywords) {
        async let nearest = nearest(to: query, embedding, where: condition)
        async let fewRows = fewRows(of: query.scope)
        let narrow = try await keywords(of: query, index)
        let few = try await fewRows
        async let first = best(narrow, where: condition, few: few, depth: query.depth)
        let (query, near) = try await nearest
        let besides = try await scores(narrow.scores(of: near.hits.map(\.id)), where: nil)
        var (keywords, best) = try await (narrow, first)
        while true {
            var candidates = besides.merging(best) { $1 }
            for hit in near.hits where candidates[hit.id] == nil { candidates[hit.id] = 0 }
            var scored = KeywordSearch.scored(candidates)
            if let sequence = table.sequence {
                let windows = WindowSearch(table: table, sequence: sequence, keywords: keywords)
                scored = windows.adding(to: scored, near: near.hits.map(\.id), worded: best, where: condition)
            }
            let found = try await rank(query, scored, keywords, where: nil)
            guard let wider = keywords.wider(after: found, query, where: condition) else { return (near, found) }
            keywords = wider
            best = try await self.best(keywords, where: condition, few: few, depth: query.depth)
        }
    }

    /// Computes the vector of a query for candidates by vector, and finds these.
    private func nearest(
        to query: SearchQuery,
        _ embedding: @Sendable () async throws -> [Float],
        where condition: SQL?
    ) async throws -> (SearchQuery, Found) {
        var query = query
        query.vector = try await embedding()
        return try await (query, searchByVector(query.byVector(limit: query.depth), where: condition))
    }

    func keywords(of query: SearchQuery, _ index: KeywordIndex) async throws -> KeywordSearch {
        try await KeywordSearch(
            table: table,
            index: index,
            terms: terms(of: query.words.text, index),
            budget: Self.postingBudget(query.mode)
        )
    }

    private func best(
        _ keywords: KeywordSearch,
        where condition: SQL?,
        few: SQL?,
        depth: Int32
    ) async throws -> [Int64: Double] {
        try await scores(keywords.best(where: condition, few: few, depth: depth), where: condition)
    }

    /// The condition of a scope on the rows `d`, where few enough rows are in it to list them for one search.
    private func fewRows(of scope: SearchScope?) async throws -> SQL? {
        guard let scope, let column = table.scope, try await rows(in: scope) <= Self.listedRows else { return nil }
        return scope.isWithin("d", column: column)
    }

    /// The rows that the leg by words gives, with their scores.
    func candidates(
        _ keywords: KeywordSearch,
        of query: SearchQuery,
        where condition: SQL?,
        depth: Int32
    ) async throws -> [Int64: Double] {
        try await best(keywords, where: condition, few: fewRows(of: query.scope), depth: depth)
    }

    /// The scores by words that a statement finds; none without one.
    func scores(_ statement: SQL?, where condition: SQL?) async throws -> [Int64: Double] {
        guard let statement else { return [:] }
        return try await Dictionary(
            readingIndex(statement, where: condition).map { try $0.decode((Int64, Double).self) }
        ) {
            $1
        }
    }

    private func readingIndex(_ statement: SQL, where condition: SQL?) async throws -> PostgresRows {
        try await pool.pipeline([Self.settings(where: condition), statement])[1]
    }

    /// Ranks candidates; see ``EmbeddedTable/fusing(_:_:_:_:)``.
    func rank(
        _ query: SearchQuery,
        _ candidates: SQL,
        _ keywords: KeywordSearch,
        where condition: SQL?
    ) async throws -> FoundByKeywords {
        let results = try await pool.pipeline([
            Self.settings(where: condition), table.fusing(query, candidates, keywords, pgvector),
            countingWaiting(besides: keywords.index),
        ])
        var found = try FoundByKeywords(isWhole: keywords.isWhole, waiting: WaitingRows(results[2]))
        for row in results[1] {
            let (id, key, title, content, metadata, start, end, vector, keyword) = try row.decode(
                (Int64, String?, String?, String?, JSONText?, Int32?, Int32?, Double, Double).self
            )
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
}

extension KeywordSearch {
    /// The same with a larger budget, where too little was found: few of the rows with a rare word may pass the condition,
    /// and more of those with a common one.
    fileprivate func wider(
        after found: EmbeddedTableStore.FoundByKeywords,
        _ query: SearchQuery,
        where condition: SQL?
    ) -> KeywordSearch? {
        let wanted = min(query.limit, query.mode == .hybrid ? query.depth : query.limit)
        guard condition != nil, !isWhole, found.hits.count < wanted, budget < .max else { return nil }
        var wider = self
        wider.budget = budget > .max / 16 ? .max : budget * 16
        return wider
    }
}
