import DocumentTools
import Documents
import MCP
import Postgres
import ServerKit

struct DeleteDocument: WritingTool {
    static let definition = ToolDefinition(
        name: "delete_document",
        title: "Delete document",
        description: "Deletes a document for good.",
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32?
        @Argument("Or its key.", .length(1...DocumentReference.longestKey)) var key: String?
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var deleted: Bool
    }

    static let membersWithoutReading: Set = ["id", "deleted"]

    let documents: DocumentAccess

    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (store: DocumentStore, document: DocumentReference) {
        (try await documents.store(input.collection), try DocumentReference(id: input.id, key: input.key))
    }

    func write(
        _ prepared: (store: DocumentStore, document: DocumentReference),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        guard let id = try await prepared.store.delete(prepared.document, on: connection) else {
            throw ToolError.noDocument(prepared.document)
        }
        return Output(id: id, deleted: true)
    }
}
