import Async
import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval

struct AddDocument: Tool {
    static let definition = ToolDefinition(
        name: "add_document",
        title: "Add document",
        description: """
            Stores a text with its vectors, so that search_documents finds it by meaning. Every part of a \
            long text is found. Returns the new id.
            """,
        annotations: .adding,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("The text to store.", .length(1...DocumentOutput.longestContent)) var content: String
        @Argument("A short name for people.", .length(0...10_000)) var title: String?
        @Argument("Facts to filter searches by, as in {\"source\":\"manual\",\"year\":2026}.") var metadata: JSONObject?
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> DocumentOutput {
        let document = try await documents.collection().add(
            title: input.title.flatMap { $0.isEmpty ? nil : $0 },
            content: input.content,
            metadata: JSONText(.object(input.metadata ?? [:])),
            progress: context.embeddingProgress
        )
        if document.passages == 0 { documents.embedding.wake() }
        return DocumentOutput(document)
    }
}
