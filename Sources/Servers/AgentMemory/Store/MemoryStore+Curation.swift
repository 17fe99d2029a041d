import Postgres

extension MemoryStore {
    /// Those of the pairs, the lower id first, that are known to say different things.
    func distinctions(of pairs: [(one: Int32, other: Int32)]) async throws -> Set<[Int32]> {
        guard !pairs.isEmpty else { return [] }
        return try await Set(
            pool.query(
                """
                SELECT known.one, known.other FROM unnest(\(pairs.map(\.one)), \(pairs.map(\.other))) AS given (one, other)
                JOIN public.memory_distinctions AS known USING (one, other)
                """
            ).map { row in
                let (one, other) = try row.decode((Int32, Int32).self)
                return [one, other]
            }
        )
    }

    /// Notes that memories say different things, each pair of them.
    func distinguish(_ ids: [Int32], on connection: PostgresConnection) async throws {
        let ids = Set(ids).sorted()
        let pairs = ids.flatMap { one in ids.filter { $0 > one }.map { (one, $0) } }
        _ = try await connection.execute(
            """
            INSERT INTO public.memory_distinctions (one, other)
            SELECT * FROM unnest(\(pairs.map(\.0)), \(pairs.map(\.1))) ON CONFLICT DO NOTHING
            """
        )
    }

    /// Takes back that memories say different things.
    func forgetDistinctions(among ids: [Int32], on connection: PostgresConnection) async throws {
        try await connection.execute(
            "DELETE FROM public.memory_distinctions WHERE one = ANY (\(ids)) AND other = ANY (\(ids))"
        )
    }

    /// The pairs of believed memories of a bank with the same subject and attribute and different texts, by their ids.
    func rivals(in bank: Int32, after position: (Int32, Int32)?, limit: Int32) async throws -> [(
        one: Int32, other: Int32
    )] {
        let isBelieved = MemoryCondition()
        return try await pool.query(
            """
            SELECT one.id, other.id FROM public.memories AS one JOIN public.memories AS other
                ON other.memory_bank_id = one.memory_bank_id AND other.id > one.id
                AND pg_catalog.lower(other.subject) = pg_catalog.lower(one.subject)
                AND pg_catalog.lower(other.attribute) = pg_catalog.lower(one.attribute)
                AND other.content_hash <> one.content_hash
            WHERE one.memory_bank_id = \(bank) AND one.subject IS NOT NULL AND one.attribute IS NOT NULL
                AND (one.id, other.id) > (\(position?.0 ?? 0), \(position?.1 ?? 0))
                AND \(fragment: isBelieved.met(by: "one")) AND \(fragment: isBelieved.met(by: "other"))
                AND NOT EXISTS (SELECT FROM public.memory_distinctions AS known
                    WHERE known.one = one.id AND known.other = other.id)
            ORDER BY one.id, other.id LIMIT \(limit)
            """
        ).map { row in
            let (one, other) = try row.decode((Int32, Int32).self)
            return (one, other)
        }
    }

    /// Lets a memory take the place of others that say the same: it counts what they have counted.
    ///
    /// - Returns: The ids of those that were believed, and are retired now.
    func merge(_ others: [Int32], into keeper: Int32, on connection: PostgresConnection) async throws -> [Int32] {
        let merged = try await retire(others, as: .merged, successor: keeper, on: connection)
        try await connection.execute(
            """
            UPDATE public.memories AS m SET confirmations = m.confirmations + merged.confirmations,
                access_count = least(2147483647, coalesce(m.access_count, 0)::pg_catalog.int8 + merged.accesses),
                last_accessed = greatest(m.last_accessed, merged.last_accessed),
                importance = greatest(m.importance, merged.importance), pinned = m.pinned OR merged.pinned,
                updated_at = greatest(m.updated_at, merged.updated_at),
                -- It lives as long as any of them.
                expires_at = CASE WHEN NOT merged.stays THEN greatest(m.expires_at, merged.expires_at) END,
                valid_to = CASE WHEN NOT merged.holds THEN greatest(m.valid_to, merged.valid_to) END
            FROM (
                SELECT least(1000000, count(*) + sum(confirmations)::pg_catalog.int8)::pg_catalog.int4 AS confirmations,
                    sum(greatest(0, coalesce(access_count, 0)))::pg_catalog.int8 AS accesses,
                    max(last_accessed) AS last_accessed, max(importance) AS importance, bool_or(pinned) AS pinned,
                    max(updated_at) AS updated_at, max(expires_at) AS expires_at, max(valid_to) AS valid_to,
                    bool_or(expires_at IS NULL) OR (SELECT expires_at IS NULL FROM public.memories WHERE id = \(keeper))
                        AS stays,
                    bool_or(valid_to IS NULL) OR (SELECT valid_to IS NULL FROM public.memories WHERE id = \(keeper)) AS holds
                FROM public.memories WHERE id = ANY (\(merged))
            ) AS merged
            WHERE m.id = \(keeper) AND merged.confirmations IS NOT NULL
            """
        )
        return merged
    }

    /// The last questions of a bank, and what was found then.
    func queries(of bank: Int32, limit: Int32) async throws -> [(query: String, found: [Int32])] {
        try await pool.query(
            """
            SELECT query, found FROM public.memory_queries WHERE memory_bank_id = \(bank)
            ORDER BY asked_at DESC, id LIMIT \(limit)
            """
        ).map { row in
            let (query, found) = try row.decode((String, [Int32]).self)
            return (query, found)
        }
    }

    /// How well the memories of a bank are remembered: what fades first, up to a limit.
    ///
    /// retention = 0.5 to the power of days / (half-life · (1 + (importance − 1) / 3 + ln(1 + accesses))), with the days since
    /// the memory was last changed or read. What is pinned does not fade.
    func fading(
        in bank: Int32,
        below retention: Double,
        halfLife days: Double,
        limit: Int32,
        on connection: PostgresConnection
    ) async throws -> [(id: Int32, retention: Double)] {
        try await connection.query(
            """
            SELECT id, retention FROM (
                SELECT id, pg_catalog.power(0.5::pg_catalog.float8, least(1000, greatest(0,
                    CASE WHEN pg_catalog.isfinite(noticed)
                        THEN pg_catalog.date_part('epoch', pg_catalog.now() - noticed) / 86400 ELSE 0 END)
                    / (\(days) * (1 + (importance - 1) / 3.0::pg_catalog.float8
                        + pg_catalog.ln(1 + accesses::pg_catalog.float8))))) AS retention
                FROM (
                    SELECT m.id, greatest(m.updated_at, m.last_accessed, m.valid_from) AS noticed,
                        greatest(1, least(10, coalesce(m.importance, 1))) AS importance,
                        greatest(0, coalesce(m.access_count, 0)) AS accesses
                    FROM public.memories AS m
                    WHERE m.memory_bank_id = \(bank) AND NOT m.pinned AND \(fragment: MemoryCondition().met(by: "m"))
                ) AS believed
            ) AS faded WHERE retention < \(retention) ORDER BY retention, id LIMIT \(limit)
            """
        ).map { row in
            let (id, retention) = try row.decode((Int32, Double).self)
            return (id, retention)
        }
    }

    /// Retires the memories of a bank that have expired, and returns how many.
    func retireExpired(in bank: Int32, on connection: PostgresConnection) async throws -> Int {
        try await connection.execute(
            """
            UPDATE public.memories SET retired_at = expires_at, retired_as = \(Retirement.forgotten),
                retired_reason = 'expired'
            WHERE memory_bank_id = \(bank) AND retired_at IS NULL AND expires_at <= pg_catalog.now()
            """
        )
    }
}
