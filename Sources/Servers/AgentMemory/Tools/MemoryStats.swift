import MCP

struct MemoryStats: Tool {
    static let definition = ToolDefinition(
        name: "memory_stats",
        title: "Memory statistics",
        description: "Tells what a bank holds: memories by kind, what was retired and why, and what waits to be found.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument(.bank) var bank: String?
    }

    struct Output: ToolOutput {
        var bank: String
        var memories: Int64
        var pinned: Int64
        /// How many are believed of each kind.
        var kinds: [String: Int64]
        /// How many were retired in each way.
        var retired: [String: Int64]
        /// How many have expired, and wait to be retired by consolidate_memories.
        var expired: Int64
        /// How many wait for their vectors.
        var waiting: Int64
        /// How often memories were returned by searches and recalls.
        var accesses: Int64
        var conversations: Int64
        var turns: Int64
        /// Questions that consolidate_memories measures with.
        var queries: Int64
    }

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let name = try access.banks.name(input.bank)
        let bank = try await access.banks.id(input.bank)
        return try await Output(name, access.banks.store().statistics(of: bank))
    }
}

extension MemoryStats.Output {
    fileprivate init(_ name: String, _ counts: BankStatistics) {
        self.init(
            bank: name,
            memories: counts.kinds.values.reduce(0, +),
            pinned: counts.pinned,
            kinds: counts.kinds,
            retired: counts.retired,
            expired: counts.expired,
            waiting: counts.waiting,
            accesses: counts.accesses,
            conversations: counts.conversations,
            turns: counts.turns,
            queries: counts.queries
        )
    }
}
