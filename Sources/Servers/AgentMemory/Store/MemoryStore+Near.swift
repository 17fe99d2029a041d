import Embedding
import Postgres
import Retrieval

/// A believed memory that is near to a text in meaning.
struct NearMemory: Sendable, Hashable {
    let id: Int32
    let content: String
    /// The cosine of both texts' first passages; 1 for the same text.
    let cosine: Double
}

extension MemoryStore {
    /// How many of the nearest memories are compared with a new one.
    private static let nearest: Int32 = 8

    /// How many candidates are looked at for them. What says the same is much nearer than the rest, and easily found.
    private static let breadth: Int32 = 100

    /// The believed memories of a bank that are nearest to a text, and the last id that was there before they were looked
    /// for.
    func near(_ content: String, _ embedded: EmbeddedContent?, in bank: Int32) async throws -> (
        near: [NearMemory], last: Int32
    ) {
        let isBelieved = MemoryCondition().met(by: "m")
        let last = try await pool.query(
            "SELECT coalesce(max(m.id), 0) FROM public.memories AS m WHERE m.memory_bank_id = \(bank) AND m.retired_at IS NULL"
        )[0].decode(Int32.self)
        guard let embedded else { return ([], last) }
        let query = SearchQuery(
            vector: embedded.firstPassage,
            limit: Self.nearest,
            breadth: Self.breadth,
            minScore: StoringRule.leastCosine,
            scope: MemoryCondition().scope([bank])
        )
        let hits = try await texts.search(query).hits
        let texts = try await pool.query(
            """
            SELECT m.id, m.content FROM public.memories AS m
            WHERE m.id = ANY (\(hits.map { Int32($0.id) })) AND \(fragment: isBelieved)
            """
        ).map { try $0.decode((Int32, String).self) }
        let contents = Dictionary(texts) { first, _ in first }
        let near = hits.compactMap { hit in
            contents[Int32(hit.id)].map { NearMemory(id: Int32(hit.id), content: $0, cosine: hit.parts.vector) }
        }
        return (near, last)
    }

    /// The believed memories of a bank, which is locked, that have the same text, that are among those that were near
    /// before and still say the same, or that were stored since and are near, too.
    func stillNear(
        _ content: String,
        _ embedded: EmbeddedContent?,
        in bank: Int32,
        _ before: (near: [NearMemory], last: Int32),
        on connection: PostgresConnection
    ) async throws -> [NearMemory] {
        let isBelieved = MemoryCondition().met(by: "m")
        var sources: [SQL] = [
            """
            SELECT m.id, m.content, 1::pg_catalog.float8 AS cosine FROM public.memories AS m
            WHERE m.memory_bank_id = \(bank) AND \(fragment: isBelieved) AND m.content_hash = \(fragment: Self.hash(of: content))
            """,
            """
            SELECT m.id, m.content, known.cosine
            FROM unnest(\(before.near.map(\.id)), \(before.near.map(\.content)), \(before.near.map(\.cosine)))
                AS known (id, content, cosine)
            JOIN public.memories AS m ON m.id = known.id AND m.content = known.content
            WHERE \(fragment: isBelieved)
            """,
        ]
        if let embedded {
            let cosine = texts.pgvector.cosineDistance
            sources.append(
                """
                SELECT m.id, m.content, 1 - (m.embedding \(fragment: cosine) \(Vector(embedded.firstPassage)))
                FROM public.memories AS m
                WHERE m.memory_bank_id = \(bank) AND m.id > \(before.last) AND \(fragment: isBelieved)
                    AND m.embedding IS NOT NULL
                """
            )
        }
        return try await connection.query(
            """
            SELECT DISTINCT ON (id) id, content, cosine FROM (
                \(fragment: sources.joined(separator: " UNION ALL "))
            ) AS source WHERE cosine >= \(StoringRule.leastCosine) ORDER BY id, cosine DESC
            """
        ).map { row in
            let (id, content, cosine) = try row.decode((Int32, String, Double).self)
            return NearMemory(id: id, content: content, cosine: min(1, cosine))
        }
        .sorted { ($1.cosine, $0.id) < ($0.cosine, $1.id) }
    }

    /// As the column `content_hash` is made.
    private static func hash(of content: String) -> SQL {
        """
        pg_catalog.md5(pg_catalog.lower(pg_catalog.btrim(pg_catalog.regexp_replace(\(content), '\\s+', ' ', 'g'))))
        """
    }

    /// The texts of a bank that a session was given and that are believed, the last first.
    func recalled(
        in session: String,
        of bank: Int32,
        limit: Int32 = 500
    ) async throws -> [(id: Int32, content: String)] {
        try await pool.query(
            """
            SELECT m.id, m.content FROM public.memory_recalls AS r JOIN public.memories AS m ON m.id = r.memory_id
            WHERE r.session = \(session) AND m.memory_bank_id = \(bank) AND \(fragment: MemoryCondition().met(by: "m"))
            ORDER BY r.recalled_at DESC, m.id LIMIT \(limit)
            """
        ).map { row in
            let (id, content) = try row.decode((Int32, String).self)
            return (id, content)
        }
    }
}
