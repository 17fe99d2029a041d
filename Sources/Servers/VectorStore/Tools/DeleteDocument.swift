import Documents
import MCP
import Postgres
import ServerKit

struct DeleteDocument: WritingTool {
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

    static let membersWithoutReading: Set = ["id", "deleted"]

    let documents: DocumentAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> DocumentStore {
        try await documents.store()
    }

    func write(
        _ store: DocumentStore,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        guard try await store.delete(id: input.id, on: connection) else {
            throw ToolError.noDocument(id: input.id)
        }
        return Output(id: input.id, deleted: true)
    }
}
