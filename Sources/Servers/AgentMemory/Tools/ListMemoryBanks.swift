import MCP

struct ListMemoryBanks: Tool {
    static let definition = ToolDefinition(
        name: "list_memory_banks",
        title: "List memory banks",
        description: "Lists the banks, with how much is in them.",
        annotations: .readOnly,
        view: "memories"
    )

    struct Input: ToolInput {
        @Argument("How many.", .range(1...100)) var limit: Int32 = 50
        @Argument("The next_cursor of the page before.") var cursor = Cursor<String>()
    }

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<BankOutput> {
        let store = try await access.banks.store()
        let found: [MemoryBank]
        if let only = access.banks.fixed {
            found = input.cursor.position == nil ? try await [store.bank(only)].compactMap(\.self) : []
        } else {
            found = try await store.banks(after: input.cursor.position, limit: input.limit + 1)
        }
        let own = access.banks.ownName
        return try Page(found.map { BankOutput($0, own: own) }, limit: input.limit, of: input.cursor) { $0.name }
    }
}

/// A bank as lists show it.
struct BankOutput: PageElement {
    static let listName = "banks"

    var name: String
    var description: String?
    /// Whether it is meant where a call names none.
    var isDefault: Bool
    /// How many memories are believed now.
    var memories: Int64
    /// How many were retired.
    var retired: Int64
    /// How many turns of conversations it has.
    var turns: Int64
    var createdAt: String?
    var updatedAt: String?

    init(_ bank: MemoryBank, own: String) {
        name = bank.name
        description = bank.description
        isDefault = bank.name == own
        memories = bank.memories
        retired = bank.retired
        turns = bank.turns
        createdAt = bank.createdAt
        updatedAt = bank.updatedAt
    }
}
