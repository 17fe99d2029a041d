import Documents
import MCP

struct DeleteDocument: Tool {
    static let definition = ToolDefinition(
        name: "delete_document",
        title: "Delete document",
        description: "Deletes one document and its vectors. It cannot be undone.",
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("The document's id.") var id: Int32
    }

    struct Output: ToolOutput {
        var id: Int32
        var deleted: Bool
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        guard try await documents.store().delete(id: input.id) else {
            throw ToolError.noDocument(id: input.id)
        }
        return Output(id: input.id, deleted: true)
    }
}
