import Postgres
import Retrieval

/// A turn that is to be stored.
struct NewTurn: Sendable {
    var role: String
    var content: String
    var speaker: String?
    var metadata: JSONText?
    var createdAt: String?
    /// What is searched: day, speaker and text.
    var said = ""
    var embedded: EmbeddedContent?
}

/// The SQL of conversations.
struct ConversationStore: Sendable {
    /// Their vectors and passages, their backlog, and search.
    let texts: EmbeddedTableStore
    var pool: PostgresPool { texts.pool }

    /// The same turns with their times and with what is searched of them, which PostgreSQL words as its trigger does.
    func worded(_ turns: [NewTurn]) async throws -> [NewTurn] {
        let rows = try await pool.query(
            """
            SELECT \(fragment: .text(ofTimestamp: "given.at")), public.paddle_said(given.at, given.speaker, given.content)
            FROM (
                SELECT coalesce(at, pg_catalog.now()) AS at, speaker, content, place
                FROM unnest(\(fragment: .times(turns.map(\.createdAt))), \(turns.map { $0.speaker ?? $0.role }),
                    \(turns.map(\.content))) WITH ORDINALITY AS given (at, speaker, content, place)
            ) AS given ORDER BY given.place
            """
        ).map { try $0.decode((String, String).self) }
        return zip(turns, rows).map { turn, row in
            var turn = turn
            (turn.createdAt, turn.said) = row
            return turn
        }
    }

    /// Adds turns at the end of a session, which is made where it is not there.
    ///
    /// - Parameter title: A new title; nil leaves the old one.
    /// - Returns: The number of the first turn.
    func add(
        _ turns: [NewTurn],
        to session: String,
        of bank: Int32,
        title: String?,
        on connection: PostgresConnection
    ) async throws -> Int32 {
        let count = Int32(turns.count)
        let (conversation, first) = try await connection.query(
            """
            INSERT INTO public.conversation_sessions AS s (memory_bank_id, session_id, title, turns)
            VALUES (\(bank), \(session), \(title), \(count))
            ON CONFLICT (memory_bank_id, session_id) DO UPDATE SET turns = s.turns + excluded.turns,
                title = coalesce(excluded.title, s.title), updated_at = pg_catalog.statement_timestamp()
            RETURNING id, turns - \(count)
            """
        )[0].decode((Int32, Int32).self)
        let rows = try await connection.query(
            texts.insertion(
                into: [
                    "session_id", "role", "content", "speaker", "metadata", "created_at", "memory_bank_id",
                    "conversation_id", "turn", "said",
                ],
                values: [
                    "\(turns.map { _ in session })", "\(turns.map(\.role))", "\(turns.map(\.content))",
                    "\(turns.map(\.speaker))", "\(turns.map(\.metadata))", .times(turns.map(\.createdAt)),
                    "\(turns.map { _ in bank })", "\(turns.map { _ in conversation })",
                    "\(turns.indices.map { first + Int32($0) })", "\(turns.map(\.said))",
                ],
                embedded: turns.map(\.embedded),
                returning: ["id"],
                as: "is_as_given, id"
            )
        ).map { try $0.decode((Bool, Int32).self) }
        guard rows.count == turns.count else { throw keptOut }
        var statements: [SQL] = []
        let embedded = zip(rows, turns).map { row, turn in (Int64(row.1), row.0 ? turn.embedded : nil) }
        if let passages = texts.insertingPassages(of: embedded) { statements.append(passages) }
        statements += rows.filter { !$0.0 }.flatMap { texts.forgetting(id: Int64($0.1)) }
        _ = try await connection.pipeline(statements)
        return first
    }

    /// The owner of an adopted table may keep triggers, and one of them can drop a row without a word.
    var keptOut: RetrievalError {
        RetrievalError(
            .table,
            "Nothing was done: a turn was not stored. A trigger of \(texts.table.name) must keep it out; its owner can "
                + "tell why."
        )
    }

    /// Deletes a session with its turns and its values, and returns how many turns it had; nil where there is none.
    func delete(_ session: String, of bank: Int32, on connection: PostgresConnection) async throws -> Int64? {
        let conversation = try await connection.query(
            """
            SELECT id FROM public.conversation_sessions
            WHERE memory_bank_id = \(bank) AND session_id = \(session) FOR UPDATE
            """
        ).first?.decode(Int32.self)
        let values = try await connection.execute(
            "DELETE FROM public.session_values WHERE memory_bank_id = \(bank) AND session_id = \(session)"
        )
        guard let conversation else { return values > 0 ? 0 : nil }
        let turns = try await connection.execute(
            "DELETE FROM public.conversations WHERE conversation_id = \(conversation)"
        )
        try await connection.execute("DELETE FROM public.conversation_sessions WHERE id = \(conversation)")
        return Int64(turns)
    }
}
