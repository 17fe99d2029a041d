import Documents
import MCP
import Postgres
import ServerKit

struct DeleteSource: WritingTool {
    static let definition = ToolDefinition(
        name: "delete_source",
        title: "Delete source",
        description: "Deletes a source for good, with its chunks and its former texts.",
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32?
        @Argument("Or its key.", .length(1...DocumentReference.longestKey)) var key: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var deleted: Bool
    }

    static let membersWithoutReading: Set = ["id", "deleted"]

    let access: RAGAccess

    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (store: DocumentStore, source: DocumentReference) {
        (try await access.documents.store(), try DocumentReference(id: input.id, key: input.key))
    }

    func write(
        _ prepared: (store: DocumentStore, source: DocumentReference),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        guard let id = try await prepared.store.delete(prepared.source, on: connection) else {
            throw ToolError.noSource(prepared.source)
        }
        return Output(id: id, deleted: true)
    }

    func committed(_ output: Output) { access.stored() }
}
