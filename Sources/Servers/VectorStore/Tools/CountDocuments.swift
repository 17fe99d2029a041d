import DocumentTools
import Documents
import JSONFormat
import MCP
import Retrieval

struct CountDocuments: Tool {
    static let definition = ToolDefinition(
        name: "count_documents",
        title: "Count documents",
        description: "Counts documents, all or those that fit a filter.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("As in search_documents.") var filter: JSONObject?
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        var count: Int64
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        Output(
            count: try await documents.store(input.collection).count(
                documents.filter(input.filter ?? [:], of: input.collection)
            )
        )
    }
}
