import DocumentTools
import Documents
import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit

struct DeleteDocuments: WritingTool {
    static let definition = ToolDefinition(
        name: "delete_documents",
        title: "Delete documents",
        description: """
            Deletes all documents that fit a filter, or none. The user is asked first; where the client cannot, give \
            expected_count.
            """,
        annotations: .overwriting,
        isLong: true,
        // Whether a filter matches, and how often, tells what is stored.
        scopes: [.read, .write]
    )

    struct Input: ToolInput {
        @Argument("As in search_documents; {} means all.") var filter: JSONObject
        @Argument("Delete without asking if so many match.", .range(1...)) var expectedCount: Int32?
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        var deleted: Int64
    }

    static let membersWithoutReading: Set = ["deleted"]

    let documents: DocumentAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> (store: DocumentStore, filter: MetadataFilter)
    {
        (try await documents.store(input.collection), try await documents.filter(input.filter, of: input.collection))
    }

    func write(
        _ prepared: (store: DocumentStore, filter: MetadataFilter),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        // Ids and hashes of all are held at once.
        try context.hold(Int(clamping: try await prepared.store.count(prepared.filter, on: connection)) * 256)
        let found = try await prepared.store.locked(prepared.filter, on: connection)
        let change = try BulkChange(found.map { "\($0.id) \($0.hash)" }, of: "document")
        try change.confirm(expected: input.expectedCount, context: context)
        try await prepared.store.delete(ids: found.map(\.id), on: connection)
        return Output(deleted: Int64(change.count))
    }
}
