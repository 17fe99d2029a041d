import Postgres
import Retrieval

/// A session into which turns are imported.
struct OpenSession: Sendable {
    let id: Int32
    /// How many turns it had before.
    let before: Int32
    /// The number of the next turn.
    var next: Int32
}

extension ConversationStore {
    /// Makes the sessions of a bank that are not there, and lets nobody else add turns until the transaction ends.
    ///
    /// - Returns: The sessions by their names.
    func open(
        _ sessions: [ImportedSession],
        of bank: Int32,
        on connection: PostgresConnection
    ) async throws -> [String: OpenSession] {
        guard !sessions.isEmpty else { return [:] }
        try await connection.execute(
            """
            INSERT INTO public.conversation_sessions (memory_bank_id, session_id, title, metadata, created_at, updated_at)
            SELECT DISTINCT ON (given.session) \(bank), given.session, given.title, given.metadata,
                coalesce(given.created_at, pg_catalog.statement_timestamp()),
                coalesce(given.updated_at, given.created_at, pg_catalog.statement_timestamp())
            FROM unnest(\(sessions.map(\.session)), \(sessions.map(\.title)), \(sessions.map(\.metadata)),
                \(fragment: .times(sessions.map(\.createdAt))), \(fragment: .times(sessions.map(\.updatedAt))))
                WITH ORDINALITY AS given (session, title, metadata, created_at, updated_at, place)
            ORDER BY given.session, given.place
            ON CONFLICT (memory_bank_id, session_id) DO NOTHING
            """
        )
        let open = try await connection.query(
            """
            SELECT session_id::pg_catalog.text, id, turns FROM public.conversation_sessions
            WHERE memory_bank_id = \(bank) AND session_id = ANY (\(sessions.map(\.session))) ORDER BY id FOR UPDATE
            """
        ).map { row in
            let (session, id, turns) = try row.decode((String, Int32, Int32).self)
            return (session, OpenSession(id: id, before: turns, next: turns))
        }
        return Dictionary(uniqueKeysWithValues: open)
    }

    /// How many turns that are the same each session had before the import.
    func counts(
        of turns: [(turn: ImportedTurn, session: OpenSession)],
        on connection: PostgresConnection
    ) async throws -> [Int64] {
        guard turns.contains(where: { $0.session.before > 0 }) else { return turns.map { _ in 0 } }
        return try await connection.query(
            """
            SELECT count(c.id)
            FROM unnest(\(turns.map(\.session.id)), \(turns.map(\.session.before)), \(turns.map(\.turn.role)),
                \(turns.map(\.turn.speaker)), \(turns.map(\.turn.content)), \(fragment: .times(turns.map(\.turn.createdAt))))
                WITH ORDINALITY AS given (conversation, before, role, speaker, content, at, place)
            LEFT JOIN public.conversations AS c ON c.conversation_id = given.conversation AND c.turn < given.before
                AND c.role = given.role AND c.content = given.content AND c.created_at = given.at
                AND c.speaker IS NOT DISTINCT FROM given.speaker
            GROUP BY given.place ORDER BY given.place
            """
        ).map { try $0.decode(Int64.self) }
    }

    /// Stores turns at the ends of their sessions, to be embedded later.
    func insert(
        _ turns: [(turn: ImportedTurn, session: OpenSession)],
        of bank: Int32,
        on connection: PostgresConnection
    ) async throws {
        guard !turns.isEmpty else { return }
        let rows = turns.map(\.turn)
        let stored = try await connection.query(
            texts.insertion(
                into: [
                    "session_id", "role", "content", "speaker", "metadata", "created_at", "memory_bank_id",
                    "conversation_id", "turn", "said",
                ],
                values: [
                    "\(rows.map(\.session))", "\(rows.map(\.role))", "\(rows.map(\.content))",
                    "\(rows.map(\.speaker))", "\(rows.map(\.metadata))", .timesOrNow(rows.map(\.createdAt)),
                    "\(rows.map { _ in bank })", "\(turns.map(\.session.id))", "\(turns.map(\.session.next))",
                    // A trigger words it.
                    "\(rows.map { _ in "" })",
                ],
                embedded: rows.map { _ in nil },
                returning: ["id"],
                as: "id"
            )
        )
        guard stored.count == turns.count else { throw keptOut }
    }

    /// Notes how many turns sessions have.
    func close(_ sessions: [OpenSession], on connection: PostgresConnection) async throws {
        guard !sessions.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE public.conversation_sessions AS s SET turns = given.next,
                updated_at = CASE WHEN given.before = 0 THEN s.updated_at ELSE pg_catalog.statement_timestamp() END
            FROM unnest(\(sessions.map(\.id)), \(sessions.map(\.before)), \(sessions.map(\.next)))
                AS given (id, before, next)
            WHERE s.id = given.id AND given.next > given.before
            """
        )
    }
}

extension SessionValueStore {
    /// Stores values that are not there, and have not expired.
    ///
    /// - Returns: How many.
    func insert(_ values: [ImportedValue], of bank: Int32, on connection: PostgresConnection) async throws -> Int {
        guard !values.isEmpty else { return 0 }
        return try await connection.execute(
            """
            INSERT INTO public.session_values AS known
                (memory_bank_id, session_id, key, value, expires_at, created_at, updated_at)
            SELECT DISTINCT ON (given.session, given.key) \(bank), given.session, given.key, given.value,
                given.expires_at, coalesce(given.created_at, pg_catalog.statement_timestamp()),
                coalesce(given.updated_at, given.created_at, pg_catalog.statement_timestamp())
            FROM unnest(\(values.map(\.session)), \(values.map(\.key)), \(values.map(\.value)),
                \(fragment: .times(values.map(\.expiresAt))), \(fragment: .times(values.map(\.createdAt))),
                \(fragment: .times(values.map(\.updatedAt))))
                WITH ORDINALITY AS given (session, key, value, expires_at, created_at, updated_at, place)
            WHERE given.expires_at IS NULL OR given.expires_at > pg_catalog.now()
            ORDER BY given.session, given.key, given.place
            ON CONFLICT (memory_bank_id, session_id, key) DO UPDATE SET value = excluded.value,
                expires_at = excluded.expires_at, created_at = excluded.created_at, updated_at = excluded.updated_at
                WHERE known.expires_at <= pg_catalog.now()
            """
        )
    }
}
