/// Joins memories that say the same into groups. A memory joins a group only through its keeper, so that a chain of small
/// changes does not make one of two memories that say different things.
struct MemoryGroups: Sendable {
    private var members: [Int32: [Memory]] = [:]
    private var keepers: [Int32: Int32] = [:]

    /// How many memories have another one that takes their place.
    var merges: Int { members.values.reduce(0) { $0 + $1.count - 1 } }

    /// Joins two memories, unless one of them stands in a group that another one keeps.
    mutating func join(_ one: Memory, _ other: Memory) {
        let (first, second) = (keepers[one.id], keepers[other.id])
        switch (first, second) {
        case (nil, nil): found([one, other])
        case (let group?, nil) where group == one.id: add(other, to: group)
        case (nil, let group?) where group == other.id: add(one, to: group)
        default: break
        }
    }

    private mutating func found(_ memories: [Memory]) {
        let keeper = memories.max { Self.weight($0) < Self.weight($1) }!
        members[keeper.id] = memories
        for memory in memories { keepers[memory.id] = keeper.id }
    }

    private mutating func add(_ memory: Memory, to keeper: Int32) {
        members[keeper]?.append(memory)
        keepers[memory.id] = keeper
    }

    /// The groups, by the ids of their keepers.
    var clusters: [MemoryCluster] {
        members.sorted { $0.key < $1.key }.map { keeper, memories in
            MemoryCluster(
                keeper: memories.first { $0.id == keeper }!,
                merged: memories.filter { $0.id != keeper }
            )
        }
    }

    /// Which of two memories stays: one that is pinned, or matters more, or is read more, or was stored first.
    private static func weight(_ memory: Memory) -> (Int, Int32, Int32, Int32) {
        (memory.facts.isPinned ? 1 : 0, memory.facts.importance, memory.history.accesses, -memory.id)
    }
}
