import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval

struct ListMemories: Tool {
    static let definition = ToolDefinition(
        name: "list_memories",
        title: "List memories",
        description: "Lists the memories of a bank.",
        annotations: .readOnly,
        view: "memories"
    )

    enum State: String, CaseIterable, ArgumentValue {
        case current, retired, all
    }

    struct Input: ToolInput {
        @Argument("current: what is believed now.") var state: State = .current
        @Argument("Only these kinds.", .count(1...5)) var kinds: [MemoryKind]?
        @Argument("As in search_memories.") var filter: JSONObject?
        @Argument("What comes first.") var order: MemoryOrder = .newest
        @Argument(.bank) var bank: String?
        @Argument("How many.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the page before.") var cursor = Cursor<MemoryOrder.Position>()
    }

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<MemoryOutput> {
        let state: MemoryCondition.State =
            switch input.state {
            case .current: .current
            case .retired: .retired
            case .all: .all
            }
        let found = try await access.store().memories(
            in: [access.banks.id(input.bank)],
            MemoryCondition(state: state, kinds: input.kinds),
            input.filter.map { try MetadataFilter($0, of: .memories) },
            by: input.order,
            after: input.cursor.position,
            limit: input.limit + 1
        )
        for memory in found { try context.hold(JSON.memoryEstimate(ofText: memory.facts.metadata?.text ?? "")) }
        let positions = Dictionary(found.map { ($0.id, input.order.position(of: $0)) }) { first, _ in first }
        return try Page(found.map(MemoryOutput.init), limit: input.limit, of: input.cursor) { positions[$0.id]! }
    }
}
