import Postgres

/// What a bank holds, counted.
struct BankStatistics: Sendable {
    var kinds: [String: Int64] = [:]
    var retired: [String: Int64] = [:]
    let pinned: Int64
    let expired: Int64
    let waiting: Int64
    let accesses: Int64
    let conversations: Int64
    let turns: Int64
    let queries: Int64
}

extension BankStore {
    /// Counts what a bank holds.
    func statistics(of bank: Int32) async throws -> BankStatistics {
        let isBelieved = MemoryCondition().met(by: "m")
        let results = try await pool.pipeline([
            """
            SELECT count(*) FILTER (WHERE m.pinned AND \(fragment: isBelieved)),
                count(*) FILTER (WHERE m.retired_at IS NULL AND m.expires_at <= pg_catalog.now()),
                count(*) FILTER (WHERE m.embedded_length IS NULL), 
                coalesce(sum(greatest(0, m.access_count)) FILTER (WHERE m.retired_at IS NULL), 0)::pg_catalog.int8,
                (SELECT count(*) FROM public.conversation_sessions AS s WHERE s.memory_bank_id = \(bank)),
                (SELECT count(*) FROM public.conversations AS c WHERE c.memory_bank_id = \(bank)),
                (SELECT count(*) FROM public.memory_queries AS q WHERE q.memory_bank_id = \(bank))
            FROM public.memories AS m WHERE m.memory_bank_id = \(bank)
            """,
            """
            SELECT m.kind, m.retired_as, count(*) FROM public.memories AS m
            WHERE m.memory_bank_id = \(bank) AND (m.retired_at IS NOT NULL OR \(fragment: isBelieved)) GROUP BY 1, 2
            """,
        ])
        let (pinned, expired, waiting, accesses, conversations, turns, queries) = try results[0][0].decode(
            (Int64, Int64, Int64, Int64, Int64, Int64, Int64).self
        )
        var statistics = BankStatistics(
            pinned: pinned,
            expired: expired,
            waiting: waiting,
            accesses: accesses,
            conversations: conversations,
            turns: turns,
            queries: queries
        )
        for row in results[1] {
            let (kind, retirement, count) = try row.decode((String, String?, Int64).self)
            if let retirement {
                statistics.retired[retirement, default: 0] += count
            } else {
                statistics.kinds[kind, default: 0] += count
            }
        }
        return statistics
    }

    /// Deletes a bank that holds nothing.
    ///
    /// - Returns: How much it holds; nil where it was deleted.
    func delete(
        _ bank: Int32,
        on connection: PostgresConnection
    ) async throws -> (memories: Int64, turns: Int64, values: Int64)? {
        let held = try await connection.query(
            """
            SELECT (SELECT count(*) FROM public.memories WHERE memory_bank_id = \(bank)),
                (SELECT count(*) FROM public.conversations WHERE memory_bank_id = \(bank)),
                (SELECT count(*) FROM public.session_values WHERE memory_bank_id = \(bank))
            FROM public.memory_banks WHERE id = \(bank) FOR UPDATE
            """
        ).first?.decode((Int64, Int64, Int64).self)
        if let held, held.0 > 0 || held.1 > 0 || held.2 > 0 {
            return (memories: held.0, turns: held.1, values: held.2)
        }
        _ = try await connection.pipeline([
            "DELETE FROM public.conversation_sessions WHERE memory_bank_id = \(bank)",
            "DELETE FROM public.memory_banks WHERE id = \(bank)",
        ])
        return nil
    }
}
