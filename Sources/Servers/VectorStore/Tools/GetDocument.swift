import FoundationEssentials
import MCP
import OrderedCollections
import Retrieval

struct GetDocument: Tool {
    static let definition = ToolDefinition(
        name: "get_document",
        title: "Get document",
        description: "Answers one document whole: its text, title and metadata.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("The document's id.", range: 1...Int(Int32.max)) var id: Int
    }

    struct Output: ToolOutput {
        var id: Int32
        var title: String?
        var content: String
        var metadata: JSONObject
        var embeddingModel: String?
        var passages: Int32
        var createdAt: Date
        var updatedAt: Date
    }

    let documents: Documents

    func call(_ input: Input, context: ToolContext) async throws -> Output {
        guard let document = try await documents.store().document(id: Int32(input.id)) else {
            throw ToolError.noDocument(id: input.id)
        }
        return Output(
            id: document.id,
            title: document.title,
            content: document.content ?? "",
            metadata: JSONObject(document.metadata),
            embeddingModel: document.embeddingModel,
            passages: document.passages,
            createdAt: document.createdAt,
            updatedAt: document.updatedAt
        )
    }
}
