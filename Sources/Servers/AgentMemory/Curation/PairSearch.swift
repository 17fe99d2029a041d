import Postgres
import Retrieval

/// Looks for pairs of believed memories of a bank that are near to each other, in the order of the later one's id.
struct PairSearch: Sendable {
    /// Memories whose neighbours are looked for at once.
    private static let batch: Int32 = 50
    /// Neighbours of each.
    private static let neighbours: Int32 = 8

    let store: MemoryStore
    let bank: Int32
    /// Pairs that are less near are not looked at.
    let leastCosine: Double

    /// The pairs of some memories after an id with memories stored before them; the last of those ids, nil where there is
    /// none.
    func pairs(after id: Int32) async throws -> (pairs: [MemoryPair], last: Int32?) {
        let rows = try await store.pool.query(
            """
            SELECT m.id, m.embedding FROM public.memories AS m
            WHERE m.memory_bank_id = \(bank) AND m.id > \(id) AND m.embedding IS NOT NULL
                AND \(fragment: MemoryCondition().met(by: "m"))
            ORDER BY m.id LIMIT \(Self.batch)
            """
        ).map { try $0.decode((Int32, Vector).self) }
        var near: [(one: Int32, other: Int32, cosine: Double)] = []
        for (id, vector) in rows {
            let query = SearchQuery(
                vector: vector.elements,
                limit: Self.neighbours,
                minScore: leastCosine,
                scope: MemoryCondition().scope([bank])
            )
            for hit in try await store.texts.search(query).hits where hit.id < id {
                near.append((Int32(hit.id), id, hit.parts.vector))
            }
            try Task.checkCancellation()
        }
        let memories = try await store.memories(Array(Set(near.flatMap { [$0.one, $0.other] })))
        let distinct = try await store.distinctions(of: near.map { ($0.one, $0.other) })
        let pairs = near.compactMap { pair -> MemoryPair? in
            guard !distinct.contains([pair.one, pair.other]), let one = memories[pair.one],
                let other = memories[pair.other]
            else { return nil }
            return MemoryPair(one: one, other: other, cosine: pair.cosine)
        }
        return (pairs, rows.last?.0)
    }
}
