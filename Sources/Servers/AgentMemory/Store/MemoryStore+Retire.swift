import Postgres

extension MemoryStore {
    /// Retires memories that are believed, and returns the ids of those.
    ///
    /// - Parameters:
    ///   - reason: Why, in words.
    ///   - successor: The memory that takes their place.
    ///   - end: When what they tell ceased to be true; nil leaves that open.
    func retire(
        _ ids: [Int32],
        as retirement: Retirement,
        reason: String? = nil,
        successor: Int32? = nil,
        validTo end: String? = nil,
        on connection: PostgresConnection
    ) async throws -> [Int32] {
        try await connection.query(
            """
            UPDATE public.memories SET retired_at = pg_catalog.statement_timestamp(), retired_as = \(retirement),
                retired_reason = \(reason), superseded_by = \(successor),
                valid_to = coalesce(\(fragment: .time(end)), valid_to)
            WHERE id = ANY (\(ids)) AND retired_at IS NULL RETURNING id
            """
        ).map { try $0.decode(Int32.self) }
    }

    /// Makes a retired memory believed again. That it was not for a while stays known.
    ///
    /// - Returns: Whether it was retired.
    func restore(_ id: Int32, on connection: PostgresConnection) async throws -> Bool {
        let isRetired =
            try await connection.query(
                "SELECT FROM public.memories WHERE id = \(id) AND retired_at IS NOT NULL FOR UPDATE"
            ).first != nil
        guard isRetired else { return false }
        try await archive(id, as: nil, on: connection)
        try await connection.execute(
            """
            UPDATE public.memories SET retired_at = NULL, retired_as = NULL, retired_reason = NULL, superseded_by = NULL,
                -- What was superseded had ceased to be true; what has expired would be gone at once.
                valid_to = CASE WHEN valid_to <= pg_catalog.now() THEN NULL ELSE valid_to END,
                expires_at = CASE WHEN expires_at <= pg_catalog.now() THEN NULL ELSE expires_at END,
                recorded_at = pg_catalog.statement_timestamp(), updated_at = pg_catalog.statement_timestamp()
            WHERE id = \(id)
            """
        )
        return true
    }

    /// The memories that one has taken the place of: its former texts, and what it supersedes or was merged with, the
    /// last retired first.
    func predecessors(of id: Int32, limit: Int32) async throws -> [Memory] {
        try await pool.query(
            """
            SELECT \(fragment: Memory.columns) FROM \(fragment: Memory.tables)
            WHERE m.superseded_by = \(id) ORDER BY m.retired_at DESC, m.id DESC LIMIT \(limit)
            """
        ).map(Memory.init)
    }

    /// Notes that the same was stored once more: the memory keeps its text and the more important of both values, and lives
    /// as long as either.
    func confirm(_ id: Int32, by memory: NewMemory, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            UPDATE public.memories SET confirmations = confirmations + 1, updated_at = pg_catalog.statement_timestamp(),
                importance = greatest(importance, \(memory.importance)), pinned = pinned OR \(memory.isPinned),
                subject = coalesce(subject, \(memory.subject)), attribute = coalesce(attribute, \(memory.attribute)),
                trust = greatest(trust, \(Float(memory.trust))),
                expires_at = CASE WHEN expires_at IS NULL OR \(fragment: .time(memory.expiresAt)) IS NULL THEN NULL
                    ELSE greatest(expires_at, \(fragment: .time(memory.expiresAt))) END,
                valid_to = CASE WHEN valid_to IS NULL OR \(fragment: .time(memory.validTo)) IS NULL THEN NULL
                    ELSE greatest(valid_to, \(fragment: .time(memory.validTo))) END,
                metadata = CASE WHEN coalesce(pg_catalog.jsonb_typeof(metadata), 'object') = 'object'
                    THEN \(memory.metadata) || coalesce(metadata, '{}') ELSE metadata END
            WHERE id = \(id)
            """
        )
    }
}
