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
        while true {
            let indexed = try await step("paddle_index_keywords", "NULL, 200")
            if try await count(of: keywords.postings, upTo: fewest) >= fewest {
                // All of them, since what is left of a lexeme would have its block written again.
                while try await step("paddle_merge_postings", "10000") > 0 { try Task.checkCancellation() }
            }
            try Task.checkCancellation()
            if indexed == 0 { break }
        }
        let unmerged = try await count(of: keywords.postings, upTo: fewest)
        let waiting = try await count(of: keywords.backlog, upTo: 1)
        return unmerged < fewest && waiting == 0 ? .done : .unfinished
    }

    private func step(_ function: SQL, _ arguments: SQL) async throws -> Int32 {
        try await pool.pipeline([
            .liftingStatementTimeout,
            "SELECT public.\(fragment: function)(\(fragment: table.indexedTable.relation), \(fragment: arguments))",
        ])[1][0].decode(Int32.self)
    }

    private func count(of name: QualifiedName, upTo limit: Int32) async throws -> Int32 {
        try await pool.query(
            "SELECT count(*)::int4 FROM (SELECT FROM \(identifier: name) LIMIT \(limit)) AS few"
        )[0].decode(Int32.self)
    }
}
