import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval

/// `fetch` in the shape that ChatGPT's connectors and deep research ask for.
struct Fetch: Tool {
    static let definition = ToolDefinition(
        name: "fetch",
        title: "Fetch",
        description: "Returns the text of a result of search.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("The id of a result.", .length(1...100)) var id: String
    }

    struct Output: ToolOutput {
        var id: String
        var title: String
        var text: String
        var url: String
        var metadata: JSON
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        guard let id = Int32(input.id),
            let document = try await documents.store().document(.id(id), length: 1_000_000)
        else {
            throw ToolError.notFound("document", with: "id \(input.id)", hint: "search returns the ids.")
        }
        let metadata = JSON(metadata: document.metadata)
        let citation = Citation(id: Int64(document.id), title: document.title ?? document.key, metadata: metadata)
        return Output(
            id: citation.id,
            title: citation.title,
            text: document.content ?? "",
            url: citation.url,
            metadata: metadata
        )
    }
}
