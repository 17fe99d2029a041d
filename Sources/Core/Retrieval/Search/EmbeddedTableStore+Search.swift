import Postgres

extension EmbeddedTableStore {
    /// Scopes and filters that leave at most this many rows are searched by exact distances, which is fast enough and
    /// misses nothing.
    static let exactRows: Int32 = 5_000

    /// The rows nearest to a vector, by cosine similarity of their best passage.
    package func search(_ query: SearchQuery) async throws -> SearchResult {
        guard let condition = condition(of: query) else {
            return try await search(query, where: nil, by: .index).result
        }
        if try await isSelective(condition) { return try await search(query, where: condition, by: .exact).result }
        let (result, isComplete) = try await search(query, where: condition, by: .index)
        // An index scan gives up after too many rows that fail the filter; then only the distances to all rows help.
        return isComplete ? result : try await search(query, where: condition, by: .exact).result
    }

    /// The condition on the rows `d`; nil for all rows.
    private func condition(of query: SearchQuery) -> SQL? {
        var conditions: [SQL] = []
        if let scope = query.scope {
            guard let column = table.scope else { preconditionFailure("\(table.name) has no scopes") }
            conditions.append(scope.condition(on: "d.\(identifier: column)"))
        }
        if let filter = query.filter {
            conditions.append(filter.condition(on: "d.\(identifier: table.metadata)"))
        }
        return conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
    }

    /// - Returns: Also whether as many rows were examined as were asked for.
    private func search(
        _ query: SearchQuery,
        where condition: SQL?,
        by path: SearchResult.Path
    ) async throws -> (result: SearchResult, isComplete: Bool) {
        // Many near passages may belong to one row, so the number of passages to examine grows until it suffices.
        var passageLimit = query.limit * 4 + 20
        while true {
            let found = try await nearest(to: query, where: condition, path: path, passageLimit: passageLimit)
            let isFull = found.hits.count >= Int(query.limit)
            let worst = isFull ? found.hits.last?.score ?? -1 : query.minScore ?? -1
            let sawEnough = found.passages < passageLimit || (found.lastPassageScore ?? -1) <= worst
            if sawEnough || passageLimit > 20_000 {
                let result = SearchResult(hits: found.hits, path: path, exhausted: !isFull)
                return (result, found.rows >= query.limit)
            }
            passageLimit *= 4
        }
    }

    private func isSelective(_ condition: SQL) async throws -> Bool {
        let rows = try await pool.query(
            """
            SELECT count(*) FROM (
                SELECT FROM \(identifier: table.name) AS d WHERE \(fragment: condition)
                LIMIT \(unsafe: String(Self.exactRows + 1))
            ) AS matching
            """
        )
        return try rows[0].decode(Int64.self) <= Int64(Self.exactRows)
    }

    /// Makes the planner use the index, so that the reported path is the one that was taken.
    private func indexSettings(breadth: Int32) -> SQL {
        // pgvector's own default is the minimum. For 10 rows this is 60, which finds 98 of 100 rows that exact search
        // finds among 10,000 paragraphs of English; 100 would find 99, and take half as long again.
        let efSearch = String(min(1000, max(40, breadth)))
        let iterative: SQL =
            pgvector.hasIterativeScan ? ", set_config('hnsw.iterative_scan', 'strict_order', true)" : ""
        return """
            SELECT set_config('hnsw.ef_search', \(efSearch), true)\(fragment: iterative),
                set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
                set_config('jit', 'off', true)
            """
    }

    private struct Nearest {
        var hits: [SearchHit]
        /// How many rows, and how many passages after the first, were examined.
        var rows: Int32
        var passages: Int32
        /// The score of the last of those passages.
        var lastPassageScore: Double?
    }

    private func nearest(
        to query: SearchQuery,
        where condition: SQL?,
        path: SearchResult.Path,
        passageLimit: Int32
    ) async throws -> Nearest {
        let statement = table.searching(
            query,
            by: pgvector.cosineDistance,
            where: condition,
            path: path,
            passageLimit: passageLimit
        )
        // The settings last as long as the batch, which is one transaction.
        let batch = path == .index ? [indexSettings(breadth: passageLimit), statement] : [statement]
        let rows = try await pool.pipeline(batch)[batch.count - 1]

        var result = Nearest(hits: [], rows: 0, passages: 0, lastPassageScore: nil)
        for row in rows {
            let (id, title, content, metadata, score, start, end, rows, passages, lastScore) = try row.decode(
                (Int64?, String?, String?, JSONText?, Double?, Int32?, Int32?, Int64, Int64, Double?).self
            )
            result.rows = Int32(clamping: rows)
            result.passages = Int32(clamping: passages)
            result.lastPassageScore = lastScore
            guard let id, let score else { continue }
            var passage: Range<Int32>?
            if let start, let end { passage = start..<end }
            result.hits.append(
                SearchHit(
                    id: id,
                    title: title,
                    content: content,
                    metadata: metadata,
                    score: min(1, max(0, score)),
                    passage: passage
                )
            )
        }
        return result
    }
}
