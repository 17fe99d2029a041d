import Postgres

/// Two memories that contradict each other.
struct MemoryConflict: Sendable {
    /// The one that was stored first.
    let one: Memory
    let other: Memory
    /// nil where the subject and the attribute tell, rather than the words.
    var cosine: Double?
    /// Where their words part.
    var difference: StatementDifference?
}

/// Where a search for conflicts goes on.
enum ConflictPosition: Codable, Sendable {
    /// With the pairs of the same subject and attribute, after this one.
    case rivals(one: Int32, other: Int32)
    /// With the pairs that are near in meaning, after this memory.
    case near(after: Int32)
}

/// Looks for memories of a bank that contradict each other.
struct ConflictSearch: Sendable {
    /// About how long one page may take.
    private static let time = Duration.seconds(5)

    let store: MemoryStore
    let bank: Int32
    let rule: StoringRule

    func find(
        after position: ConflictPosition?,
        limit: Int
    ) async throws -> (conflicts: [MemoryConflict], next: ConflictPosition?) {
        var conflicts: [MemoryConflict] = []
        var last: Int32 = 0
        switch position ?? .rivals(one: 0, other: 0) {
        case .rivals(let one, let other):
            let rivals = try await store.rivals(in: bank, after: (one, other), limit: Int32(limit))
            let memories = try await store.memories(Array(Set(rivals.flatMap { [$0.one, $0.other] })))
            for pair in rivals {
                guard let one = memories[pair.one], let other = memories[pair.other] else { continue }
                conflicts.append(MemoryConflict(one: one, other: other))
            }
            if rivals.count == limit, let end = rivals.last {
                return (conflicts, .rivals(one: end.one, other: end.other))
            }
        case .near(let id): last = id
        }
        let deadline = ContinuousClock.now + Self.time
        let search = PairSearch(store: store, bank: bank, leastCosine: StoringRule.leastCosine)
        repeat {
            let (pairs, end) = try await search.pairs(after: last)
            guard let end else { return (conflicts, nil) }
            for pair in pairs {
                // The pairs of one memory are never divided.
                guard conflicts.count < limit || pair.other.id == last else { return (conflicts, .near(after: last)) }
                last = pair.other.id
                if let found = conflict(pair) { conflicts.append(found) }
            }
            last = end
        } while conflicts.count < limit && .now < deadline
        return (conflicts, .near(after: last))
    }

    private func conflict(_ pair: MemoryPair) -> MemoryConflict? {
        let areRivals =
            pair.one.facts.subject != nil && pair.one.facts.attribute != nil
            && pair.one.facts.subject?.lowercased() == pair.other.facts.subject?.lowercased()
            && pair.one.facts.attribute?.lowercased() == pair.other.facts.attribute?.lowercased()
        // Those are found by that already.
        guard !areRivals else { return nil }
        let verdict = StatementComparison.verdict(
            pair.other.content,
            pair.one.content,
            cosine: pair.cosine,
            threshold: rule.threshold
        )
        guard case .conflicting(let difference) = verdict else { return nil }
        return MemoryConflict(one: pair.one, other: pair.other, cosine: pair.cosine, difference: difference)
    }
}
