import Postgres
import Retrieval

/// Memories that say the same: one that stays, and those that it takes the place of.
struct MemoryCluster: Sendable {
    let keeper: Memory
    let merged: [Memory]
}

/// How well a bank answers its own last questions: the share of what was found then, or of what has taken its place, that is
/// found now among the first ten.
struct QueryRecall: Sendable {
    let queries: Int
    let before: Double
    let after: Double
}

/// Finds memories of a bank that say the same, and measures what merging them would cost. It writes nothing.
struct Consolidation: Sendable {
    /// Questions that are asked again.
    private static let queries: Int32 = 50
    /// How many answers of each count.
    private static let depth: Int32 = 10

    let access: MemoryAccess
    let bank: Int32
    let rule: StoringRule

    /// The clusters of memories that say the same, up to a number of memories to merge.
    ///
    /// - Parameter progress: Called with how many memories were looked at.
    func clusters(limit: Int, progress: (Int) -> Void) async throws -> [MemoryCluster] {
        let store = try await access.store()
        let search = PairSearch(store: store, bank: bank, leastCosine: rule.threshold)
        var groups = MemoryGroups()
        var last: Int32 = 0
        while groups.merges < limit {
            let (pairs, end) = try await search.pairs(after: last)
            for pair in pairs where saySame(pair) && groups.merges < limit { groups.join(pair.one, pair.other) }
            guard let end else { break }
            last = end
            progress(Int(end))
        }
        return groups.clusters
    }

    private func saySame(_ pair: MemoryPair) -> Bool {
        StatementComparison.verdict(
            pair.other.content,
            pair.one.content,
            cosine: pair.cosine,
            threshold: rule.threshold
        ) == .same
    }

    /// How the bank answers its last questions before and after the memories are merged.
    func recall(_ clusters: [MemoryCluster]) async throws -> QueryRecall {
        let store = try await access.store()
        let known = try await store.queries(of: bank, limit: Self.queries)
        var keepers: [Int32: Int32] = [:]
        for cluster in clusters { for memory in cluster.merged { keepers[memory.id] = cluster.keeper.id } }
        var (before, after, counted) = (0.0, 0.0, 0)
        for (query, found) in known {
            let there = try await store.memories(found).values.filter { $0.history.retiredAt == nil }
            let wanted = Set(there.map(\.id))
            guard !wanted.isEmpty else { continue }
            counted += 1
            before += try await share(of: wanted, answering: query, [:])
            after += try await share(of: wanted, answering: query, keepers)
        }
        guard counted > 0 else { return QueryRecall(queries: 0, before: 1, after: 1) }
        return QueryRecall(queries: counted, before: before / Double(counted), after: after / Double(counted))
    }

    /// - Parameter keepers: The memories that take the place of others, by the ids of those.
    private func share(
        of wanted: Set<Int32>,
        answering query: String,
        _ keepers: [Int32: Int32]
    ) async throws -> Double {
        var search = MemorySearch(access: access, banks: [bank])
        search.condition.excluded = Array(keepers.keys)
        search.limit = max(Self.depth, Int32(wanted.count))
        let found = try await Set(search.find(query).hits.map(\.memory.id))
        return Double(wanted.count { found.contains(keepers[$0] ?? $0) }) / Double(wanted.count)
    }
}
