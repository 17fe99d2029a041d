import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit
import Text

struct PurgeMemories: WritingTool {
    static let definition = ToolDefinition(
        name: "purge_memories",
        title: "Purge memories",
        description: """
            Deletes memories of a bank for good: retired ones, or with state "all" every one that fits the filter. The user \
            is asked first; where the client cannot, give expected_count.
            """,
        annotations: .overwriting,
        isLong: true,
        scopes: [.read, .write]
    )

    enum State: String, CaseIterable, ArgumentValue {
        case retired, all
    }

    struct Input: ToolInput {
        @Argument(.bank) var bank: String?
        @Argument("Which memories.") var state: State = .retired
        @Argument("Only those retired before then.") var retiredBefore: RFC3339Time?
        @Argument("As in search_memories.") var filter: JSONObject?
        @Argument("All conversations and working memory, too.") var conversations: Bool = false
        @Argument("Delete without asking if so many match.", .range(1...)) var expectedCount: Int32?
    }

    struct Output: ToolOutput {
        /// How many memories, turns and values of sessions were deleted.
        var deleted: Int64
    }

    static let membersWithoutReading: Set = ["deleted"]

    let access: MemoryAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> Int32 {
        let id = try await access.banks.id(input.bank)
        guard id != BankAccess.none else { throw ToolError.noBank(try access.banks.name(input.bank)) }
        return id
    }

    func write(
        _ bank: Int32,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let store = try await access.store()
        try await access.banks.store().lock(bank, on: connection)
        let memories = try await store.purgeable(
            in: bank,
            input.state == .retired ? .retired : .all,
            retiredBefore: input.retiredBefore?.text,
            input.filter.map { try MetadataFilter($0, of: .memories) },
            on: connection
        )
        let parts: MemoryStore.SessionParts =
            input.conversations ? try await store.sessionParts(of: bank, on: connection) : ([], [])
        try context.hold((memories.count + parts.turns.count + parts.values.count) * 256)
        let change = try BulkChange(
            memories.map { "memory \($0)" } + parts.turns.map { "turn \($0)" }
                + parts.values.map { "value \($0.session) \($0.key)" },
            of: "memory, turn or value",
            plural: "memories, turns and values"
        )
        try change.confirm(expected: input.expectedCount, context: context)
        try await store.purge(memories, turns: parts.turns, values: parts.values, of: bank, on: connection)
        return Output(deleted: Int64(change.count))
    }
}
