import Async
import DocumentTools
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
            Stores a text so that search_documents finds every part of it. A document with the same key is replaced.
            """,
        annotations: .replacing,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("The text.", .length(1...DocumentOutput.longestContent)) var content: String
        @Argument(
            "Your own name for it, such as a path.",
            .length(1...DocumentReference.longestKey),
            .withoutReplacements
        ) var key: String?
        @Argument("A short name for people.", .length(...10_000)) var title: String?
        @Argument("Facts to filter by, as in {\"source\":\"manual\",\"year\":2026}.") var metadata: JSONObject?
        @Argument(.collection) var collection: String?
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var key: String?
        var outcome: StoredDocument.Outcome?
        var title: String?
        var metadata: JSON?
        /// How many passages of the text are embedded; 0 while the text waits for its vectors.
        var passages: Int32?
        var createdAt: String?
        var updatedAt: String?
    }

    static let membersWithoutReading = DocumentOutput.membersWithoutReading

    let documents: DocumentAccess

    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (store: DocumentStore, document: NewDocument) {
        let collection = try await documents.collection(input.collection)
        var new = [
            NewDocument(
                key: input.key,
                title: input.title,
                content: input.content,
                metadata: JSONText(.object(input.metadata ?? [:]))
            )
        ]
        try await collection.embed(&new, progress: context.embeddingProgress)
        return (try await documents.store(input.collection), new[0])
    }

    func write(
        _ prepared: (store: DocumentStore, document: NewDocument),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let stored = try await prepared.store.put([prepared.document], on: connection)[0]
        let document = DocumentOutput(stored.document)
        return Output(
            id: document.id,
            key: document.key,
            outcome: stored.outcome,
            title: document.title,
            metadata: document.metadata,
            passages: document.passages,
            createdAt: document.createdAt,
            updatedAt: document.updatedAt
        )
    }

    func committed(_ output: Output) {
        documents.stored(isEmbedded: output.passages != 0)
    }
}
