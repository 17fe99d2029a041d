import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval

struct DeleteDocuments: Tool {
    static let definition = ToolDefinition(
        name: "delete_documents",
        title: "Delete documents",
        description: """
            Deletes all documents whose metadata has exactly the values of a filter, all of them or none. The user is \
            asked first; where the client cannot ask, expected_count must say how many there are.
            """,
        annotations: .overwriting,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("Documents whose metadata has exactly these values, as in {\"source\":\"manual\"}; {} means all.")
        var filter: JSONObject
        @Argument("Delete without asking if exactly this many documents match.", .range(1...)) var expectedCount: Int32?
    }

    struct Output: ToolOutput {
        var deleted: Int64
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let filter = try MetadataFilter(input.filter)
        let store = try await documents.store()
        let change = try BulkChange(count: try await store.count(filter), of: "document")
        try change.confirm(expected: input.expectedCount, context: context)
        try change.check(found: try await store.delete(filter, ifCountIs: change.count))
        return Output(deleted: change.count)
    }
}
