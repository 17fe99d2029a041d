import Async
import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit

struct AddDocument: WritingTool {
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
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    static let membersWithoutReading = DocumentOutput.membersWithoutReading

    let documents: DocumentAccess

    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (store: DocumentStore, embedded: EmbeddedContent?) {
        let collection = try await documents.collection()
        return (
            try await documents.store(),
            try await collection.embed(input.content, progress: context.embeddingProgress)
        )
    }

    func write(
        _ prepared: (store: DocumentStore, embedded: EmbeddedContent?),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> DocumentOutput {
        DocumentOutput(
            try await prepared.store.insert(
                title: input.title.flatMap { $0.isEmpty ? nil : $0 },
                content: input.content,
                metadata: JSONText(.object(input.metadata ?? [:])),
                embedded: prepared.embedded,
                on: connection
            )
        )
    }

    func committed(_ output: DocumentOutput) {
        documents.stored(isEmbedded: output.passages != 0)
    }
}
