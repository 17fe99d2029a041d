import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval

struct ListSources: Tool {
    static let definition = ToolDefinition(
        name: "list_sources",
        title: "List sources",
        description: "Lists sources without their texts, in the order of their ids.",
        annotations: .readOnly,
        view: "sources"
    )

    struct Input: ToolInput {
        @Argument("What uri or key begins with, as in file:///srv/docs/.", .length(1...2_000)) var prefix: String?
        @Argument("Sources a page.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the previous page.") var cursor = Cursor<Int32>()
    }

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<SourceOutput> {
        let found = try await access.sources()
            .sources(after: input.cursor.position, beginning: input.prefix, limit: input.limit + 1)
        for source in found { try context.hold(JSON.memoryEstimate(ofText: source.metadata?.text ?? "")) }
        return try Page(found.map(SourceOutput.init), limit: input.limit, of: input.cursor) { $0.id }
    }
}
