import MCP
import Postgres

struct ListConversations: Tool {
    static let definition = ToolDefinition(
        name: "list_conversations",
        title: "List conversations",
        description: "Lists the conversations of a bank, the last continued first.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument(.bank) var bank: String?
        @Argument("How many.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the page before.") var cursor = Cursor<Position>()
    }

    struct Position: Codable, Sendable {
        let updatedAt: String
        let id: Int32
    }

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<ConversationOutput> {
        let found = try await access.conversations().sessions(
            in: access.banks.id(input.bank),
            after: input.cursor.position.map { ($0.updatedAt, $0.id) },
            limit: input.limit + 1
        )
        let positions = Dictionary(
            found.map { ($0.session, Position(updatedAt: $0.updatedAt ?? "-infinity", id: $0.id)) }
        ) { first, _ in first }
        return try Page(found.map(ConversationOutput.init), limit: input.limit, of: input.cursor) {
            positions[$0.sessionId]!
        }
    }
}

/// A conversation as lists show it.
struct ConversationOutput: PageElement {
    static let listName = "conversations"

    var sessionId: String
    var bank: String
    var title: String?
    var turns: Int64
    var createdAt: String?
    var updatedAt: String?

    init(_ session: ConversationSession) {
        sessionId = session.session
        bank = session.bank
        title = session.title
        turns = session.turns
        createdAt = session.createdAt
        updatedAt = session.updatedAt
    }
}
