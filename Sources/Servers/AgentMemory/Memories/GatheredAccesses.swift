import Postgres

/// Accesses that are not written yet.
struct GatheredAccesses: Sendable {
    /// More are not kept while the database cannot be reached.
    private static let most = 10_000

    private struct Recall: Hashable {
        let session: String
        let memory: Int32
    }

    /// A question that a bank was asked.
    struct Query: Hashable, Sendable {
        let bank: Int32
        let text: String
    }

    /// So many questions of a bank are kept.
    private static let queriesOfBank: Int32 = 200

    private var counts: [Int32: Int32] = [:]
    private var recalls: Set<Recall> = []
    private var queries: [Query: [Int32]] = [:]

    var isEmpty: Bool { counts.isEmpty && queries.isEmpty }

    mutating func note(_ query: Query, found: [Int32]) {
        guard queries.count < Self.most else { return }
        queries[query] = found
    }

    mutating func note(_ memories: [Int32], session: String) {
        for memory in memories where counts.count < Self.most {
            counts[memory, default: 0] += 1
            recalls.insert(Recall(session: session, memory: memory))
        }
    }

    mutating func merge(_ other: GatheredAccesses) {
        guard counts.count + other.counts.count < Self.most else { return }
        counts.merge(other.counts) { $0 + $1 }
        recalls.formUnion(other.recalls)
        queries.merge(other.queries) { newer, _ in newer }
    }

    /// One transaction. Rows are locked in the order of their ids, so that two processes do not wait for each other in a
    /// circle.
    var statements: [SQL] {
        let counted = counts.sorted { $0.key < $1.key }
        let recalled = recalls.sorted { ($0.session, $0.memory) < ($1.session, $1.memory) }
        let asked = queries.sorted { ($0.key.bank, $0.key.text) < ($1.key.bank, $1.key.text) }
        return [
            """
            WITH counted AS MATERIALIZED (
                SELECT m.id, given.count
                FROM unnest(\(counted.map(\.key)), \(counted.map(\.value))) AS given (id, count)
                JOIN public.memories AS m ON m.id = given.id ORDER BY m.id FOR NO KEY UPDATE OF m
            )
            UPDATE public.memories AS m
            SET access_count = least(2147483647, coalesce(m.access_count, 0)::pg_catalog.int8 + counted.count),
                last_accessed = pg_catalog.now()
            FROM counted WHERE m.id = counted.id
            """,
            """
            INSERT INTO public.memory_recalls (session, memory_id)
            SELECT given.session, m.id
            FROM unnest(\(recalled.map(\.session)), \(recalled.map(\.memory))) AS given (session, id)
            JOIN public.memories AS m ON m.id = given.id ORDER BY 1, 2
            ON CONFLICT (session, memory_id) DO UPDATE SET recalled_at = excluded.recalled_at
            """,
            "DELETE FROM public.memory_recalls WHERE recalled_at < pg_catalog.now() - pg_catalog.make_interval(days => 7)",
            """
            INSERT INTO public.memory_queries (memory_bank_id, query, found)
            SELECT bank.id, given.query, pg_catalog.string_to_array(given.found, ',')::pg_catalog.int4[]
            FROM unnest(\(asked.map(\.key.bank)), \(asked.map(\.key.text)),
                \(asked.map { $0.value.map(String.init).joined(separator: ",") })) AS given (bank, query, found)
            JOIN public.memory_banks AS bank ON bank.id = given.bank ORDER BY 1, 2
            ON CONFLICT (memory_bank_id, pg_catalog.md5(query)) DO UPDATE
                SET found = excluded.found, asked_at = pg_catalog.now()
            """,
            """
            DELETE FROM public.memory_queries AS q USING (
                SELECT bank, (SELECT asked_at FROM public.memory_queries WHERE memory_bank_id = bank
                    ORDER BY asked_at DESC OFFSET \(Self.queriesOfBank) LIMIT 1) AS asked_at
                FROM pg_catalog.unnest(\(Array(Set(asked.map(\.key.bank))))) AS bank
            ) AS old WHERE q.memory_bank_id = old.bank AND q.asked_at <= old.asked_at
            """,
        ]
    }
}
