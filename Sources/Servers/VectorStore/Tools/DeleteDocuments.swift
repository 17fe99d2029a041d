import JSONFormat
import MCP
import OrderedCollections
import Postgres
import Retrieval

struct DeleteDocuments: Tool {
    static let definition = ToolDefinition(
        name: "delete_documents",
        title: "Delete documents",
        description: """
            Deletes all documents whose metadata has exactly the values of a filter, all of them or none. The person is \
            asked first; where the client cannot ask, expected_count must say how many there are.
            """,
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("Documents whose metadata has exactly these values, as in {\"source\":\"manual\"}; {} means all.")
        var filter: JSONObject
        @Argument("Delete without asking, if exactly so many documents match.", range: 1...) var expectedCount: Int?
    }

    struct Output: ToolOutput {
        var deleted: Int64
    }

    let documents: Documents

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let filter = MetadataFilter(JSONText(input.filter))
        let store = try await documents.store()
        let count = try await store.count(filter)
        guard count > 0 else { throw ToolError("No document matches the filter; nothing was deleted.") }
        if let expected = input.expectedCount {
            guard expected == count else { throw Self.otherCount(count) }
        } else {
            try context.confirm(
                "This deletes \(count) \(count == 1 ? "document" : "documents") for good.",
                otherwise: "To delete them, call again with \"expected_count\":\(count)."
            )
        }
        let found = try await store.delete(filter, ifCountIs: count)
        guard found == count else { throw Self.otherCount(found) }
        return Output(deleted: count)
    }

    private static func otherCount(_ count: Int64) -> ToolError {
        ToolError("Nothing was deleted: \(count) documents match the filter now. Look at them before you call again.")
    }
}
