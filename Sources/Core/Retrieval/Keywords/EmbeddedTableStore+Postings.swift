package import Async
import Postgres

extension EmbeddedTableStore {
    /// This many postings that are not in blocks yet are merged into them.
    static let mergedPostings: Int32 = 20_000

    /// Indexes the rows that wait, and merges what is new into blocks where there is enough of it. Every step is a
    /// transaction of its own; several processes share the rows, and one of them merges.
    ///
    /// - Parameter fewest: How many postings are enough to merge them.
    package func indexKeywords(
        mergingFrom fewest: Int32 = mergedPostings
    ) async throws -> BackgroundWorker.Outcome {
        guard let keywords = table.presentKeywords else { return .done }
        while try await step("paddle_index_keywords", "NULL, 200") > 0 { try Task.checkCancellation() }
        while true {
            let postings = try await count(of: keywords.postings, upTo: fewest)
            guard postings > 0, postings >= fewest else { break }
            // Whole, since what is left of a lexeme would have its block written again.
            while try await step("paddle_merge_postings", "5000") > 0 { try Task.checkCancellation() }
            if try await count(of: keywords.postings, upTo: fewest) >= fewest { return .unfinished }
        }
        return try await count(of: keywords.backlog, upTo: 1) == 0 ? .done : .unfinished
    }

    private func step(_ function: SQL, _ arguments: SQL) async throws -> Int32 {
        try await pool.pipeline([
            .liftingStatementTimeout,
            "SELECT public.\(fragment: function)(\(fragment: table.name.relation), \(fragment: arguments))",
        ])[1][0].decode(Int32.self)
    }

    private func count(of name: QualifiedName, upTo limit: Int32) async throws -> Int32 {
        try await pool.query(
            "SELECT count(*)::int4 FROM (SELECT FROM \(identifier: name) LIMIT \(limit)) AS few"
        )[0].decode(Int32.self)
    }
}
