import JSONFormat
import MCP
import Postgres
import Retrieval

struct GetQuery: Tool {
    static let definition = ToolDefinition(
        name: "get_query",
        title: "Get query",
        description:
            "Returns a question with its answer, its context and its trace: candidates, ranks, citations, times.",
        annotations: .readOnly,
        view: "trace"
    )

    struct Input: ToolInput {
        @Argument("Its id, as rag_query returns it.") var id: Int32
    }

    struct Output: ToolOutput {
        var query: QueryOutput
        var sessionId: String?
        /// What the answer was made of.
        var context: String?
        var metadata: JSON
        var promptTokens: Int32?
        var completionTokens: Int32?
        var durationMs: Double?
        var trace: JSON?
        var ratingComment: String?
    }

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        guard let query = try await access.queries().query(input.id) else {
            throw ToolError.noQuery(input.id)
        }
        try context.hold(JSON.memoryEstimate(ofText: query.trace?.text ?? ""))
        return Output(
            query: QueryOutput(query),
            sessionId: query.session,
            context: query.context,
            metadata: JSON(metadata: query.metadata),
            promptTokens: query.promptTokens,
            completionTokens: query.completionTokens,
            durationMs: query.milliseconds.map(Double.init),
            trace: query.trace.map { JSON($0) },
            ratingComment: query.comment
        )
    }
}

extension ToolError {
    static func noQuery(_ id: Int32) -> ToolError {
        .notFound("query", with: "id \(id)", hint: "rag_query and get_session return the ids of what was asked.")
    }
}
