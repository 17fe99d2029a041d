import HTTP
import MCP
import Postgres
import ServerKit

struct ConsolidateMemories: WritingTool {
    static let definition = ToolDefinition(
        name: "consolidate_memories",
        title: "Consolidate memories",
        description: """
            Merges memories that say the same into one of them, and with decay_below forgets those that have faded. dry_run, \
            the default, shows what would be done. Nothing is merged where the bank's own last questions would then be \
            answered worse. restore_memory brings back what was merged or forgotten. Instead, keep with merge, or distinct, \
            settles single pairs.
            """,
        annotations: .overwriting,
        scopes: [.read, .write],
        view: "review"
    ).asTask()

    struct Input: ToolInput {
        @Argument(.bank) var bank: String?
        @Argument("Show, and change nothing; default: true, but for single pairs.") var dryRun: Bool?
        @Argument("Memories to merge or to forget, at most.", .range(1...1_000)) var limit: Int32 = 200
        @Argument("Forget what is remembered less than this.", .range(0...1)) var decayBelow: Double?
        @Argument("Days after which what matters least has faded by half.", .range(0.01...100_000))
        var halfLifeDays: Double = 30
        @Argument("The memory that stays.") var keep: Int32?
        @Argument("Those whose place it takes.", .count(1...100)) var merge: [Int32]?
        @Argument("Memories that say different things.", .count(2...100)) var distinct: [Int32]?
        @Argument("Memories of which distinct is taken back.", .count(2...100)) var notDistinct: [Int32]?

        /// Whether it settles single memories, and looks for no others.
        fileprivate var settles: Bool { keep != nil || distinct != nil || notDistinct != nil }
    }

    struct Output: ToolOutput {
        var clusters: [Cluster]
        /// What has faded, the least remembered first.
        var faded: [Faded]?
        /// How many memories were merged into others, and how many forgotten; 0 in a dry run.
        var merged: Int
        var forgotten: Int
        /// How many had expired, and were retired.
        var expired: Int
        var recall: Recall?
        /// Why nothing was merged.
        var refused: String?

        struct Cluster: Codable, Sendable {
            var keep: MemoryOutput
            var merge: [MemoryOutput]
        }

        struct Faded: Codable, Sendable {
            var memory: MemoryOutput
            /// 0 to 1.
            var retention: Double
        }

        /// The share of what the bank's last questions found that they find among the first ten.
        struct Recall: Codable, Sendable {
            var queries: Int
            var before: Double
            var after: Double
        }
    }

    static let membersWithoutReading: Set = ["clusters", "merged", "forgotten", "expired"]

    struct Preparation: Sendable {
        let bank: Int32
        var clusters: [MemoryCluster] = []
        var faded: [(memory: Memory, retention: Double)] = []
        var recall: QueryRecall?
        var isRefused = false
    }

    let access: MemoryAccess
    let rule: StoringRule

    func prepare(_ input: Input, context: RequestContext) async throws -> Preparation {
        guard (input.keep == nil) == (input.merge == nil) else {
            throw ToolError("keep and merge belong together. Example: {\"keep\":7,\"merge\":[9]}")
        }
        if input.settles { return try await settling(input) }
        let bank = try await access.banks.id(input.bank)
        var prepared = Preparation(bank: bank)
        let consolidation = Consolidation(access: access, bank: bank, rule: rule)
        prepared.clusters = try await consolidation.clusters(limit: Int(input.limit)) { last in
            context.progress(Double(last), message: "looked at the memories up to id \(last)")
        }
        if input.decayBelow != nil {
            let store = try await access.store()
            // What takes in others is as fresh as they are.
            let kept = Set(prepared.clusters.flatMap { [$0.keeper.id] + $0.merged.map(\.id) })
            let fading = try await store.pool.withConnection { connection in
                try await input.fading(in: bank, store, on: connection).filter { !kept.contains($0.id) }
            }
            let memories = try await store.memories(fading.map(\.id))
            prepared.faded = fading.compactMap { faded in memories[faded.id].map { ($0, faded.retention) } }
        }
        if !prepared.clusters.isEmpty {
            let recall = try await consolidation.recall(prepared.clusters)
            prepared.recall = recall
            prepared.isRefused = recall.after < recall.before
        }
        return prepared
    }

    /// What the caller has decided of single memories, all of one bank.
    private func settling(_ input: Input) async throws -> Preparation {
        let ids = [input.keep.map { [$0] }, input.merge, input.distinct, input.notDistinct].flatMap { $0 ?? [] }
        var memories: [Int32: Memory] = [:]
        for id in ids { memories[id] = try await access.memory(id) }
        let banks = Set(memories.values.map(\.bank))
        guard banks.count == 1, let bank = banks.first,
            try input.bank.map({ try access.banks.name($0) == bank }) ?? true
        else {
            throw ToolError(
                "Nothing was done: the memories are of \(banks.sorted().map { "\"\($0)\"" }.joined(separator: ", ")). Name "
                    + "memories of one bank\(input.bank.map { ", of \"\($0)\"" } ?? "")."
            )
        }
        var prepared = Preparation(bank: try await access.banks.id(bank))
        if let keep = input.keep, let merge = input.merge, let keeper = memories[keep] {
            guard !merge.contains(keep) else { throw ToolError("merge holds \(keep), which is to stay.") }
            prepared.clusters = [MemoryCluster(keeper: keeper, merged: merge.compactMap { memories[$0] })]
        }
        return prepared
    }

    func write(
        _ prepared: Preparation,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        var output = Output(prepared)
        guard !(input.dryRun ?? !input.settles), prepared.bank != BankAccess.none else { return output }
        let store = try await access.store()
        try await access.banks.store().lock(prepared.bank, on: connection)
        if let distinct = input.distinct { try await store.distinguish(distinct, on: connection) }
        if let ids = input.notDistinct { try await store.forgetDistinctions(among: ids, on: connection) }
        guard !prepared.isRefused else {
            output.refused = "The bank's last questions would be answered worse; nothing was done."
            return output
        }
        // Who has changed meanwhile is left alone.
        let now = try await store.memories(
            prepared.clusters.flatMap { [$0.keeper.id] + $0.merged.map(\.id) },
            on: connection
        )
        for cluster in prepared.clusters where cluster.keeper.isUnchanged(in: now) {
            let others = cluster.merged.filter { $0.isUnchanged(in: now) }.map(\.id)
            output.merged += try await store.merge(others, into: cluster.keeper.id, on: connection).count
        }
        guard !input.settles else { return output }
        let fading = try await Set(input.fading(in: prepared.bank, store, on: connection).map(\.id))
        let faded = prepared.faded.map(\.memory.id).filter(fading.contains)
        output.forgotten = try await store.retire(faded, as: .forgotten, reason: "faded", on: connection).count
        output.expired = try await store.retireExpired(in: prepared.bank, on: connection)
        return output
    }
}

extension ConsolidateMemories.Input {
    /// What has faded, as far as it is asked for.
    fileprivate func fading(
        in bank: Int32,
        _ store: MemoryStore,
        on connection: PostgresConnection
    ) async throws -> [(id: Int32, retention: Double)] {
        guard let decayBelow else { return [] }
        return
            try await store
            .fading(in: bank, below: decayBelow, halfLife: halfLifeDays, limit: limit, on: connection)
    }
}

extension ConsolidateMemories.Output {
    fileprivate init(_ prepared: ConsolidateMemories.Preparation) {
        self.init(
            clusters: prepared.clusters.map { cluster in
                Cluster(keep: MemoryOutput(cluster.keeper), merge: cluster.merged.map(MemoryOutput.init))
            },
            faded: prepared.faded.isEmpty
                ? nil : prepared.faded.map { Faded(memory: MemoryOutput($0.memory), retention: $0.retention) },
            merged: 0,
            forgotten: 0,
            expired: 0,
            recall: prepared.recall.map { Recall(queries: $0.queries, before: $0.before, after: $0.after) }
        )
    }
}

extension Memory {
    /// Whether it is believed and says what it said before.
    fileprivate func isUnchanged(in memories: [Int32: Memory]) -> Bool {
        guard let now = memories[id] else { return false }
        return now.history.retiredAt == nil && now.content == content
    }
}
