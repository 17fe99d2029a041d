import MCP

struct GetSession: Tool {
    static let definition = ToolDefinition(
        name: "get_session",
        title: "Get session",
        description: "Returns the questions of a session with their answers, the last first.",
        annotations: .readOnly,
        view: "sessions"
    )

    struct Input: ToolInput {
        @Argument("Its name.", .length(1...255)) var sessionId: String
        @Argument("How many questions.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the page before.") var cursor = Cursor<Int32>()
    }

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<QueryOutput> {
        let store = try await access.queries()
        guard let session = try await store.session(input.sessionId) else {
            throw ToolError.notFound(
                "session",
                with: "name \"\(input.sessionId)\"",
                hint: "list_sessions lists those that there are."
            )
        }
        let found = try await store.queries(of: session.id, before: input.cursor.position, limit: input.limit + 1)
        return try Page(found.map(QueryOutput.init), limit: input.limit, of: input.cursor) { $0.id }
    }
}

/// A question with its answer as lists show it.
struct QueryOutput: PageElement {
    static let listName = "queries"

    var id: Int32
    var query: String
    var answer: String
    /// Whether the answer was that the sources do not say.
    var abstained: Bool?
    /// `extraction`, `model` or `client`.
    var answeredBy: String?
    var model: String?
    /// 1 to 5.
    var rating: Int16?
    var createdAt: String?

    init(_ query: QueryRow) {
        id = query.id
        self.query = query.question
        answer = query.response ?? ""
        abstained = query.abstained
        answeredBy = query.answeredBy
        model = query.model
        rating = query.rating
        createdAt = query.createdAt
    }
}
