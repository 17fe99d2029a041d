import Postgres
import Retrieval

/// The SQL of memories.
struct MemoryStore: Sendable {
    /// Their vectors and passages, their backlog, and search.
    let texts: EmbeddedTableStore
    var pool: PostgresPool { texts.pool }

    /// The memory with this id, retired or not; nil where there is none.
    func memory(_ id: Int32) async throws -> Memory? { try await memories([id])[id] }

    /// Those that there are of these, by their ids.
    func memories(_ ids: [Int32]) async throws -> [Int32: Memory] {
        try await pool.withConnection { try await memories(ids, on: $0) }
    }

    func memories(_ ids: [Int32], on connection: PostgresConnection) async throws -> [Int32: Memory] {
        guard !ids.isEmpty else { return [:] }
        let found = try await connection.query(
            "SELECT \(fragment: Memory.columns) FROM \(fragment: Memory.tables) WHERE m.id = ANY (\(ids))"
        ).map(Memory.init)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    /// Stores a memory in a bank that is locked, and returns its id.
    func insert(_ memory: NewMemory, into bank: Int32, on connection: PostgresConnection) async throws -> Int32 {
        let stored = try await connection.query(
            texts.insertion(
                into: [
                    "memory_bank_id", "content", "kind", "subject", "attribute", "metadata", "importance", "trust",
                    "pinned", "source", "session_id", "valid_from", "valid_to", "expires_at", "created_at",
                    "updated_at", "recorded_at",
                ],
                values: [
                    "\([bank])", "\([memory.content])", "\([memory.kind])", "\([memory.subject])",
                    "\([memory.attribute])", "\([memory.metadata])", "\([memory.importance])",
                    "\([Float(memory.trust)])", "\([memory.isPinned])", "\([memory.source])", "\([memory.session])",
                    .times([memory.validFrom]), .times([memory.validTo]), .times([memory.expiresAt]),
                    now(or: memory.createdAt), now(or: memory.createdAt), now(or: memory.createdAt),
                ],
                embedded: [memory.embedded],
                returning: ["id"],
                as: "is_as_given, id"
            )
        ).first?.decode((Bool, Int32).self)
        guard let (isAsGiven, id) = stored else { throw keptOut }
        let embedded = isAsGiven ? memory.embedded : nil
        var statements = isAsGiven ? [] : texts.forgetting(id: Int64(id))
        if let passages = texts.insertingPassages(of: [(Int64(id), embedded)]) { statements.append(passages) }
        _ = try await connection.pipeline(statements)
        return id
    }

    /// The first of some times that is over by the clock of the database; nil where none is.
    func firstPast(_ times: [String]) async throws -> String? {
        guard !times.isEmpty else { return nil }
        return try await texts.pool.query(
            """
            SELECT time FROM pg_catalog.unnest(\(times)) WITH ORDINALITY AS given (time, place)
            WHERE time::pg_catalog.timestamptz <= pg_catalog.now() ORDER BY place LIMIT 1
            """
        ).first?.decode(String.self)
    }

    private func now(or time: String?) -> SQL {
        "ARRAY[coalesce(\(fragment: .time(time)), pg_catalog.statement_timestamp())]"
    }

    /// The owner of an adopted table may keep triggers, and one of them can drop a row without a word.
    var keptOut: RetrievalError {
        RetrievalError(
            .table,
            "Nothing was done: the memory was not stored. A trigger of \(texts.table.name) must keep it out; its owner can "
                + "tell why."
        )
    }

    /// Changes a memory; nil where there is none. A new text leaves the former one as a retired row.
    ///
    /// - Parameter embedded: The vectors of the new text; nil leaves it to be embedded later.
    /// - Throws: ``MemoryVersionConflict`` where it has another version than expected.
    func update(
        _ id: Int32,
        _ change: MemoryChange,
        embedded: EmbeddedContent?,
        on connection: PostgresConnection
    ) async throws -> Memory? {
        let found = try await connection.query(
            """
            SELECT content, \(fragment: .text(ofTimestamp: "updated_at")) IS NOT DISTINCT FROM \(change.expectedVersion)
            FROM public.memories WHERE id = \(id) FOR UPDATE
            """
        ).first?.decode((String, Bool).self)
        guard let (content, isExpected) = found else { return nil }
        guard change.expectedVersion == nil || isExpected else { throw MemoryVersionConflict() }
        let isNewText = change.content.map { $0 != content } ?? false
        if isNewText { try await archive(id, as: .corrected, on: connection) }
        var assignments: [SQL] = ["updated_at = pg_catalog.statement_timestamp()"]
        if isNewText { assignments.append("recorded_at = pg_catalog.statement_timestamp()") }
        if let kind = change.kind { assignments.append("kind = \(kind)") }
        if let subject = change.subject { assignments.append("subject = nullif(\(subject), '')") }
        if let attribute = change.attribute { assignments.append("attribute = nullif(\(attribute), '')") }
        if let metadata = change.metadata { assignments.append("metadata = \(metadata)") }
        if let importance = change.importance { assignments.append("importance = \(importance)") }
        if let trust = change.trust { assignments.append("trust = \(Float(trust))") }
        if let isPinned = change.isPinned { assignments.append("pinned = \(isPinned)") }
        if let from = change.validFrom { assignments.append("valid_from = \(fragment: .time(from))") }
        if let to = change.validTo { assignments.append("valid_to = \(fragment: .time(to))") }
        if let expiry = change.expiresAt {
            assignments.append("expires_at = \(fragment: .time(expiry.isEmpty ? nil : expiry))")
        }
        let statements = texts.update(
            id: Int64(id),
            assignments.joined(separator: ", "),
            content: isNewText ? change.content : nil,
            embedded: embedded
        )
        let isAsGiven = try await connection.pipeline(statements)[0].first?.decode(Bool.self)
        if isAsGiven == false { _ = try await connection.pipeline(texts.forgetting(id: Int64(id))) }
        return try await memories([id], on: connection)[id]
    }

    /// Keeps a memory as it is now as a retired row of its own, which the memory has taken the place of.
    ///
    /// - Parameter retirement: nil keeps how the memory itself was retired.
    func archive(_ id: Int32, as retirement: Retirement?, on connection: PostgresConnection) async throws {
        let texts =
            "memory_bank_id, content, embedding, metadata, importance, access_count, last_accessed, created_at, "
            + "updated_at, kind, subject, attribute, source, trust, session_id, valid_from, valid_to, expires_at, pinned, "
            + "confirmations, recorded_at, embedding_model, embedded_length"
        _ = try await connection.execute(
            """
            WITH former AS (
                INSERT INTO public.memories (\(unsafe: texts), superseded_by, retired_at, retired_as, retired_reason)
                SELECT \(unsafe: texts), id, coalesce(retired_at, pg_catalog.statement_timestamp()),
                    coalesce(retired_as, \(retirement ?? .corrected)), retired_reason
                FROM public.memories WHERE id = \(id) RETURNING id
            )
            INSERT INTO public.memory_passages (memory_id, ordinal, char_start, char_end, embedding)
            SELECT former.id, ordinal, char_start, char_end, embedding
            FROM public.memory_passages, former WHERE memory_id = \(id)
            """
        )
    }
}

/// A memory no longer has the version that was to be changed; nothing was done.
struct MemoryVersionConflict: Error {}
