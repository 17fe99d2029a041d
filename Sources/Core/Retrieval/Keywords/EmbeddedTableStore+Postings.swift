package import Async
import Postgres

extension EmbeddedTableStore {
    /// This many postings that are not in blocks yet are merged into them.
    static let mergedPostings: Int32 = 50_000

    /// Indexes the rows that wait, and merges what is new into blocks where there is enough of it. Every step is a
    /// transaction of its own; several processes share the rows, and one of them merges.
    ///
    /// - Parameter fewest: How many postings are enough to merge them.
    package func indexKeywords(
        mergingFrom fewest: Int32 = mergedPostings
    ) async throws -> BackgroundWorker.Outcome {
        guard let keywords = table.presentKeywords else { return .done }
        if let copy = keywords.copy {
            _ = try await pool.pipeline([
                .liftingStatementTimeout, "SELECT public.paddle_renew_texts(\(fragment: copy.relation))",
            ])
        }
        var indexed: Int32
        var unmerged: Int32
        repeat {
            indexed = try await step("paddle_index_keywords", "NULL, 200")
            unmerged = try await count(of: keywords.postings, upTo: fewest)
            if unmerged >= fewest, try await merge(keywords) { unmerged = 0 }
            try Task.checkCancellation()
        } while indexed > 0
        let waiting = try await count(of: keywords.backlog, upTo: 1)
        return unmerged < fewest && waiting == 0 ? .done : .unfinished
    }

    /// Merges all postings, since what is left of a lexeme would have its block written again.
    ///
    /// - Returns: false where another process is at it.
    private func merge(_ keywords: KeywordIndex) async throws -> Bool {
        var hasMerged = false
        while try await step("paddle_merge_postings", "10000") > 0 {
            hasMerged = true
            try Task.checkCancellation()
        }
        if hasMerged { try await vacuum(keywords) }
        return hasMerged
    }

    private func step(_ function: SQL, _ arguments: SQL) async throws -> Int32 {
        try await pool.pipeline([
            .liftingStatementTimeout,
            "SELECT public.\(fragment: function)(\(fragment: table.indexedTable.relation), \(fragment: arguments))",
        ])[1][0].decode(Int32.self)
    }

    /// Frees the room of what was merged for what comes next, and lets the postings of a lexeme be counted in the index
    /// alone. The server would do so once a minute, in which a bulk load makes a small index several times as large.
    private func vacuum(_ keywords: KeywordIndex) async throws {
        let isOwner = try await pool.query(
            """
            SELECT pg_catalog.pg_has_role(c.relowner, 'USAGE') FROM pg_catalog.pg_class AS c
            WHERE c.oid = \(fragment: keywords.blocks.relation)
            """
        ).first?.decode(Bool.self)
        guard isOwner == true else { return }
        let tables = [keywords.postings, keywords.blocks, keywords.backlog].map { "\(identifier: $0)" as SQL }
        try await pool.execute("VACUUM (SKIP_LOCKED) \(fragment: tables.joined(separator: ", "))")
    }

    private func count(of name: QualifiedName, upTo limit: Int32) async throws -> Int32 {
        try await pool.query(
            "SELECT count(*)::int4 FROM (SELECT FROM \(identifier: name) LIMIT \(limit)) AS few"
        )[0].decode(Int32.self)
    }
}
