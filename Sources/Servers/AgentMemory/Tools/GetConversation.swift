import HTTP
import JSONFormat
import MCP
import Postgres

struct GetConversation: Tool {
    static let definition = ToolDefinition(
        name: "get_conversation",
        title: "Get conversation",
        description: "Returns the turns of a conversation.",
        annotations: .readOnly,
        view: "session"
    )

    enum Order: String, CaseIterable, ArgumentValue {
        case oldest, newest
    }

    struct Input: ToolInput {
        @Argument("The conversation.", .length(1...MemoryLimits.longestName)) var sessionId: String
        @Argument("Which turns come first.") var order: Order = .oldest
        @Argument("The turn to begin with, by its number.", .range(0...)) var fromTurn: Int32?
        @Argument(.bank) var bank: String?
        @Argument("How many.", .range(1...100)) var limit: Int32 = 50
        @Argument("The next_cursor of the page before.") var cursor = Cursor<Int32>()
    }

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<TurnOutput> {
        let (name, bank) = (try access.banks.name(input.bank), try await access.banks.id(input.bank))
        let store = try await access.conversations()
        let found = try await store.turns(
            of: input.sessionId,
            in: bank,
            fromEnd: input.order == .newest,
            after: input.cursor.position ?? input.before,
            limit: input.limit + 1
        )
        if found.isEmpty, try await store.session(input.sessionId, in: bank) == nil {
            throw ToolError.noConversation(input.sessionId, in: name)
        }
        for turn in found { try context.hold(JSON.memoryEstimate(ofText: turn.metadata?.text ?? "")) }
        return try Page(found.map(TurnOutput.init), limit: input.limit, of: input.cursor) { $0.turn }
    }
}

extension GetConversation.Input {
    /// The number that comes before that of the turn to begin with, in the order wanted; nil to begin with the first.
    fileprivate var before: Int32? {
        fromTurn.map { order == .oldest ? $0 - 1 : $0 == .max ? $0 : $0 + 1 }
    }
}
