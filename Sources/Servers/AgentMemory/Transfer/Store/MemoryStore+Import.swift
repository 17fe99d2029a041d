import Postgres
import Retrieval

extension MemoryStore {
    /// What is there of a memory that is imported.
    struct KnownMemory: Sendable {
        /// The same memory in the bank; nil where there is none.
        let id: Int32?
        /// The place of the first of those that are the same in the list, which may be its own.
        let first: Int
    }

    /// Finds the same memories in a bank that is locked: for one that is believed the one with its text and subject, for one
    /// that was retired the one that was retired at that moment, too.
    func known(
        _ memories: [ImportedMemory],
        in bank: Int32,
        on connection: PostgresConnection
    ) async throws -> [KnownMemory] {
        try await connection.query(
            """
            SELECT known.id, (min(given.place) OVER (PARTITION BY given.hash, given.subject, given.how, given.at) - 1)
                ::pg_catalog.int4
            FROM (
                SELECT pg_catalog.md5(pg_catalog.lower(pg_catalog.btrim(
                    pg_catalog.regexp_replace(content, '\\s+', ' ', 'g')))) AS hash, subject, how, at, place
                FROM unnest(\(memories.map(\.memory.content)), \(memories.map(\.memory.subject)),
                    \(memories.map(\.retired?.how)), \(fragment: .times(memories.map(\.retired?.at))))
                    WITH ORDINALITY AS given (content, subject, how, at, place)
            ) AS given LEFT JOIN LATERAL (
                SELECT m.id FROM public.memories AS m
                WHERE m.memory_bank_id = \(bank) AND m.content_hash = given.hash
                    AND m.subject IS NOT DISTINCT FROM given.subject
                    AND m.retired_as IS NOT DISTINCT FROM given.how AND m.retired_at IS NOT DISTINCT FROM given.at
                ORDER BY m.id LIMIT 1
            ) AS known ON true ORDER BY given.place
            """
        ).map { row in
            let (id, first) = try row.decode((Int32?, Int32).self)
            return KnownMemory(id: id, first: Int(first))
        }
    }

    /// Stores memories with their history in a bank that is locked, to be embedded later, and returns their ids.
    func insert(
        _ imported: [(memory: ImportedMemory, successor: Int32?)],
        into bank: Int32,
        on connection: PostgresConnection
    ) async throws -> [Int32] {
        guard !imported.isEmpty else { return [] }
        let memories = imported.map(\.memory.memory)
        let histories = imported.map(\.memory)
        let ids = try await connection.query(
            texts.insertion(
                into: [
                    "memory_bank_id", "content", "kind", "subject", "attribute", "metadata", "importance", "trust",
                    "pinned", "source", "session_id", "valid_from", "valid_to", "expires_at", "created_at",
                    "updated_at", "recorded_at", "access_count", "last_accessed", "confirmations", "retired_at",
                    "retired_as", "retired_reason", "superseded_by",
                ],
                values: [
                    "\(memories.map { _ in bank })", "\(memories.map(\.content))", "\(memories.map(\.kind))",
                    "\(memories.map(\.subject))", "\(memories.map(\.attribute))", "\(memories.map(\.metadata))",
                    "\(memories.map(\.importance))", "\(memories.map { Float($0.trust) })",
                    "\(memories.map(\.isPinned))", "\(memories.map(\.source))", "\(memories.map(\.session))",
                    .times(memories.map(\.validFrom)), .times(memories.map(\.validTo)),
                    .times(memories.map(\.expiresAt)), .timesOrNow(memories.map(\.createdAt)),
                    .timesOrNow(histories.map { $0.updatedAt ?? $0.memory.createdAt }),
                    .timesOrNow(histories.map { $0.recordedAt ?? $0.memory.createdAt }),
                    "\(histories.map(\.accesses))", .times(histories.map(\.lastAccessed)),
                    "\(histories.map(\.confirmations))", .times(histories.map(\.retired?.at)),
                    "\(histories.map(\.retired?.how))", "\(histories.map(\.retired?.reason))",
                    "\(imported.map(\.successor))",
                ],
                embedded: memories.map { _ in nil },
                returning: ["id"],
                as: "id"
            )
        ).map { try $0.decode(Int32.self) }
        guard ids.count == imported.count else { throw keptOut }
        return ids
    }

    /// Notes which memories have taken the place of which.
    func link(_ successors: [(id: Int32, successor: Int32)], on connection: PostgresConnection) async throws {
        guard !successors.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE public.memories AS m SET superseded_by = given.successor
            FROM unnest(\(successors.map(\.id)), \(successors.map(\.successor))) AS given (id, successor)
            WHERE m.id = given.id
            """
        )
    }

    /// Notes pairs of memories that say different things.
    func distinguish(_ pairs: [(one: Int32, other: Int32)], on connection: PostgresConnection) async throws {
        guard !pairs.isEmpty else { return }
        try await connection.execute(
            """
            INSERT INTO public.memory_distinctions (one, other)
            SELECT DISTINCT least(one, other), greatest(one, other)
            FROM unnest(\(pairs.map(\.one)), \(pairs.map(\.other))) AS given (one, other) WHERE one <> other
            ON CONFLICT DO NOTHING
            """
        )
    }
}

extension SQL {
    /// Several times that PostgreSQL reads from text, now for each that is missing.
    static func timesOrNow(_ texts: [String?]) -> SQL {
        """
        ARRAY(SELECT coalesce(given.at, pg_catalog.statement_timestamp())
            FROM unnest(\(fragment: .times(texts))) WITH ORDINALITY AS given (at, place) ORDER BY given.place)
        """
    }
}
