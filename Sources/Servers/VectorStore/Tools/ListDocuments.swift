import DocumentTools
import Documents
import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval

struct ListDocuments: Tool {
    static let definition = ToolDefinition(
        name: "list_documents",
        title: "List documents",
        description: "Lists documents without their texts.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("As in search_documents.") var filter: JSONObject?
        @Argument("newest and updated: the last first.") var order: DocumentOrder = .id
        @Argument("Documents a page.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the previous page.") var cursor = Cursor<DocumentOrder.Position>()
        @Argument(.collection) var collection: String?
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<DocumentOutput> {
        let found = try await documents.store(input.collection).documents(
            matching: documents.filter(input.filter ?? [:], of: input.collection),
            by: input.order,
            after: input.cursor.position,
            limit: input.limit + 1
        )
        for document in found { try context.hold(JSON.memoryEstimate(ofText: document.metadata?.text ?? "")) }
        let positions = Dictionary(found.map { ($0.id, input.order.position(of: $0)) }) { first, _ in first }
        return try Page(found.map(DocumentOutput.init), limit: input.limit, of: input.cursor) { positions[$0.id]! }
    }
}

extension DocumentOrder: ArgumentValue {}

extension DocumentOutput: PageElement {
    static let listName = "documents"
}
