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
        try await !pool.query(
            """
            SELECT FROM \(identifier: table.name)
            WHERE \(identifier: table.embeddedLength) IS NULL AND \(identifier: table.content) <> '' LIMIT 1
            """
        ).isEmpty
    }

    /// Claims rows that wait for their vectors, the oldest first, for as long as embedding all of them may take: one
    /// minute plus one second for every 5,000 characters.
    func claimBacklog(limit: Int32) async throws -> [ClaimedText] {
        let content: SQL = "work.\(identifier: table.content)"
        let characters: SQL = """
            (SELECT sum(length(claimed.\(identifier: table.content))) FROM \(identifier: table.name) AS claimed
            JOIN free AS one ON one.id = claimed.\(identifier: table.id))
            """
        let claiming = table.workLease.claiming(
            limit: limit,
            where: "work.\(identifier: table.embeddedLength) IS NULL AND \(fragment: content) <> ''",
            for: "make_interval(secs => 60 + \(fragment: characters)::double precision / 5000)",
            returning: content
        )
        return try await pool.pipeline([.liftingStatementTimeout, claiming])[1].map { row in
            let (id, fence, content) = try row.decode((Int64, Int64, String).self)
            return ClaimedText(claim: WorkLease.Claim(id: id, fence: fence), content: content)
        }
    }

    /// Gives a claimed row its vectors, unless its content or its lease has changed meanwhile.
    /// - Parameter embedded: nil for content with nothing to embed, which then no longer waits for vectors.
    func embed(_ text: ClaimedText, as embedded: EmbeddedContent?) async throws {
        _ = try await pool.pipeline([.liftingStatementTimeout] + embedding(text, as: embedded))
    }
}
