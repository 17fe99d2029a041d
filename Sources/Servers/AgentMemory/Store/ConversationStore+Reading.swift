import Postgres
import Retrieval

extension ConversationStore {
    /// The turns that there are of these, by their ids.
    func turns(_ ids: [Int32]) async throws -> [Int32: Turn] {
        guard !ids.isEmpty else { return [:] }
        let found = try await pool.query(
            "SELECT \(fragment: Turn.columns) FROM \(fragment: Turn.tables) WHERE c.id = ANY (\(ids))"
        ).map(Turn.init)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    /// Turns of a session in their order, or from its end.
    ///
    /// - Parameter number: The turn after which to begin in that order; nil for the first.
    func turns(
        of session: String,
        in bank: Int32,
        fromEnd: Bool,
        after number: Int32? = nil,
        limit: Int32
    ) async throws -> [Turn] {
        let follows: SQL = fromEnd ? "c.turn < \(number ?? .max)" : "c.turn > \(number ?? -1)"
        return try await pool.query(
            """
            SELECT \(fragment: Turn.columns) FROM \(fragment: Turn.tables)
            WHERE c.conversation_id = (SELECT id FROM public.conversation_sessions
                    WHERE memory_bank_id = \(bank) AND session_id = \(session))
                AND \(fragment: follows)
            ORDER BY c.turn \(fragment: fromEnd ? "DESC" : "ASC") LIMIT \(limit)
            """
        ).map(Turn.init)
    }

    /// The turns around each of some others, by the ids of those, in their order and without it.
    func neighbours(of ids: [Int32], reach: Int32) async throws -> [Int32: [Turn]] {
        guard !ids.isEmpty, reach > 0 else { return [:] }
        let rows = try await pool.query(
            """
            SELECT centre.id, c.id FROM public.conversations AS centre JOIN public.conversations AS c
                ON c.conversation_id = centre.conversation_id AND c.id <> centre.id
                AND c.turn BETWEEN centre.turn - \(reach) AND centre.turn + \(reach)
            WHERE centre.id = ANY (\(ids)) ORDER BY centre.id, c.turn
            """
        ).map { try $0.decode((Int32, Int32).self) }
        let turns = try await turns(Array(Set(rows.map(\.1))))
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.compactMap { turns[$0.1] } }
    }

    /// The session of a bank; nil where there is none.
    func session(_ session: String, in bank: Int32) async throws -> ConversationSession? {
        try await sessions(where: "s.memory_bank_id = \(bank) AND s.session_id = \(session)", limit: 1).first
    }

    /// The sessions of a bank, those with the latest turns first.
    ///
    /// - Parameter position: Where the page before has ended, by `updated_at` and id.
    func sessions(
        in bank: Int32,
        after position: (updatedAt: String, id: Int32)?,
        limit: Int32
    ) async throws -> [ConversationSession] {
        var condition: SQL = "s.memory_bank_id = \(bank)"
        if let position {
            condition = """
                \(fragment: condition)
                    AND (s.updated_at, s.id) < (\(fragment: .time(position.updatedAt)), \(position.id))
                """
        }
        return try await sessions(where: condition, limit: limit)
    }

    private func sessions(where condition: SQL, limit: Int32) async throws -> [ConversationSession] {
        try await pool.query(
            """
            SELECT s.id, bank.name::pg_catalog.text, s.session_id::pg_catalog.text, s.title,
                (SELECT count(*) FROM public.conversations AS c WHERE c.conversation_id = s.id),
                \(fragment: .text(ofTimestamp: "s.created_at")), \(fragment: .text(ofTimestamp: "s.updated_at"))
            FROM public.conversation_sessions AS s JOIN public.memory_banks AS bank ON bank.id = s.memory_bank_id
            WHERE \(fragment: condition) ORDER BY s.updated_at DESC, s.id DESC LIMIT \(limit)
            """
        ).map { row in
            let (id, bank, session, title, turns, createdAt, updatedAt) = try row.decode(
                (Int32, String, String, String?, Int64, String?, String?).self
            )
            return ConversationSession(
                id: id,
                bank: bank,
                session: session,
                title: title,
                turns: turns,
                createdAt: createdAt,
                updatedAt: updatedAt
            )
        }
    }
}
