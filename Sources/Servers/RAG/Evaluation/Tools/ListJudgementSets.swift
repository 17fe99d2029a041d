import HTTP
import MCP

struct ListJudgementSets: Tool {
    static let definition = ToolDefinition(
        name: "list_judgement_sets",
        title: "List judgement sets",
        description: "Lists the sets of judgements, by name.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("Sets a page.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the previous page.") var cursor = Cursor<String>()
    }

    struct Set: PageElement {
        static let listName = "sets"

        var set: String
        var judgements: Int64
        var createdAt: String?
        var updatedAt: String?
    }

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<Set> {
        let found = try await access.judgements().sets(after: input.cursor.position, limit: input.limit + 1)
        let sets = found.map {
            Set(set: $0.name, judgements: $0.judgements, createdAt: $0.createdAt, updatedAt: $0.updatedAt)
        }
        return try Page(sets, limit: input.limit, of: input.cursor) { $0.set }
    }
}
