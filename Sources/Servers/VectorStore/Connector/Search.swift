import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval

/// `search` in the shape that ChatGPT's connectors and deep research ask for; see
/// https://platform.openai.com/docs/mcp.
struct Search: Tool {
    static let definition = ToolDefinition(
        name: "search",
        title: "Search",
        description: "Finds the documents that answer a query best. fetch returns the text of a result.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("What to look for, in natural language.", .length(1...100_000)) var query: String
    }

    struct Result: Codable, Sendable {
        var id: String
        var title: String
        var url: String
    }

    struct Output: ToolOutput {
        var results: [Result]
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let found = try await documents.search(input.query)
        for hit in found.hits { try context.hold(JSON.memoryEstimate(ofText: hit.metadata?.text ?? "")) }
        return Output(
            results: found.hits.map { hit in
                let citation = Citation(id: hit.id, title: hit.title, metadata: JSON(metadata: hit.metadata))
                return Result(id: citation.id, title: citation.title, url: citation.url)
            }
        )
    }
}
