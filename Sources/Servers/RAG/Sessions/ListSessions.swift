import HTTP
import MCP

struct ListSessions: Tool {
    static let definition = ToolDefinition(
        name: "list_sessions",
        title: "List sessions",
        description: "Lists the sessions in which questions were asked, the last used first.",
        annotations: .readOnly,
        view: "sessions"
    )

    struct Input: ToolInput {
        @Argument("How many.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the page before.") var cursor = Cursor<Position>()
    }

    struct Position: Codable, Sendable {
        let updatedAt: String
        let id: Int32
    }

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<SessionOutput> {
        let found = try await access.queries()
            .sessions(after: input.cursor.position.map { ($0.updatedAt, $0.id) }, limit: input.limit + 1)
        let positions = Dictionary(
            found.map { ($0.session, Position(updatedAt: $0.updatedAt ?? "-infinity", id: $0.id)) }
        ) { first, _ in first }
        return try Page(found.map(SessionOutput.init), limit: input.limit, of: input.cursor) {
            positions[$0.sessionId]!
        }
    }
}

/// A session as lists show it.
struct SessionOutput: PageElement {
    static let listName = "sessions"

    var sessionId: String
    var title: String?
    var queries: Int64
    var createdAt: String?
    var updatedAt: String?

    init(_ session: SessionRow) {
        sessionId = session.session
        title = session.title
        queries = session.queries
        createdAt = session.createdAt
        updatedAt = session.updatedAt
    }
}
