import Coordination
import Postgres

/// A text that this process has claimed to embed.
struct ClaimedText: Sendable {
    let claim: WorkLease.Claim
    let content: String
}

extension EmbeddedTableStore {
    /// Whether a row waits for its vectors.
    package func hasBacklog() async throws -> Bool {
        guard !table.isReadOnly else { return false }
        return try await !pool.query(
            """
            SELECT FROM \(identifier: table.name) AS d
            WHERE \(fragment: table.isWaiting("d")) LIMIT 1
            """
        ).isEmpty
    }

    /// Claims rows that wait for their vectors, the oldest first, for as long as embedding all of them may take: one
    /// minute plus one second for every 5,000 characters.
    ///
    /// - Parameters:
    ///   - refused: Rows to leave alone.
    ///   - only: Nothing but this row.
    func claimBacklog(limit: Int32, besides refused: [Int64] = [], only: Int64? = nil) async throws -> [ClaimedText] {
        let content: SQL = "work.\(identifier: table.content)"
        let characters: SQL = """
            (SELECT sum(length(claimed.\(identifier: table.content))) FROM \(identifier: table.name) AS claimed
            JOIN free AS one ON one.id = claimed.\(identifier: table.id))
            """
        let claiming = table.workLease.claiming(
            limit: limit,
            where: waiting(besides: refused, only: only),
            for: "make_interval(secs => 60 + \(fragment: characters)::double precision / 5000)",
            returning: content
        )
        return try await pool.pipeline([.liftingStatementTimeout, claiming])[1].map { row in
            let (id, fence, content) = try row.decode((Int64, Int64, String).self)
            return ClaimedText(claim: WorkLease.Claim(id: id, fence: fence), content: content)
        }
    }

    /// The ids of the rows that wait for their vectors, the lowest first.
    func backlog(limit: Int32, besides refused: [Int64]) async throws -> [Int64] {
        try await pool.query(
            """
            SELECT work.\(identifier: table.id)::pg_catalog.int8 FROM \(identifier: table.name) AS work
            WHERE \(fragment: waiting(besides: refused, only: nil)) ORDER BY work.\(identifier: table.id) LIMIT \(limit)
            """
        ).map { try $0.decode(Int64.self) }
    }

    /// The condition on rows `work` that wait for their vectors.
    private func waiting(besides refused: [Int64], only: Int64?) -> SQL {
        var condition: SQL =
            "work.\(identifier: table.embeddedLength) IS NULL AND work.\(identifier: table.content) <> ''"
        if !refused.isEmpty { condition = "\(fragment: condition) AND work.\(identifier: table.id) <> ALL(\(refused))" }
        if let only { condition = "\(fragment: condition) AND work.\(identifier: table.id) = \(only)" }
        return condition
    }

    /// Gives a claimed row its vectors, unless its content or its lease has changed meanwhile.
    /// - Parameter embedded: nil for content with nothing to embed, which then no longer waits for vectors.
    func embed(_ text: ClaimedText, as embedded: EmbeddedContent?) async throws {
        _ = try await pool.pipeline([.liftingStatementTimeout] + embedding(text, as: embedded))
    }
}
