import MCP
import Postgres
import ServerKit

struct RateAnswer: WritingTool {
    static let definition = ToolDefinition(
        name: "rate_answer",
        title: "Rate answer",
        description: "Notes how good an answer was; a later rating replaces the one before.",
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("The id of the question.") var id: Int32
        @Argument("1: wrong or useless, 5: right and complete.", .range(1...5)) var rating: Int32
        @Argument("Why.", .length(1...10_000)) var comment: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var rating: Int32
    }

    static let membersWithoutReading: Set = ["id", "rating"]

    let access: RAGAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> QueryStore { try await access.queries() }

    func write(
        _ store: QueryStore,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let isThere = try await store.rate(input.id, Int16(input.rating), comment: input.comment, on: connection)
        guard isThere else { throw ToolError.noQuery(input.id) }
        return Output(id: input.id, rating: input.rating)
    }
}
