import Async
import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit

struct UpdateDocument: WritingTool {
    static let definition = ToolDefinition(
        name: "update_document",
        title: "Update document",
        description: """
            Changes the parts of a document that are given and leaves the rest. New content is embedded again; a new \
            title or new metadata alone is not.
            """,
        annotations: .overwriting,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("The document's id.") var id: Int32
        @Argument("The new text.", .length(1...DocumentOutput.longestContent)) var content: String?
        @Argument("The new title; an empty one removes the title.", .length(0...10_000)) var title: String?
        @Argument("The new metadata, in place of all of the old.") var metadata: JSONObject?
        @Argument("Change it only if this is still its updated_at.") var expectedUpdatedAt: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var title: String?
        var metadata: JSON?
        var passages: Int32?
        var createdAt: String?
        var updatedAt: String?
        /// Whether the text has new vectors; false while a very long one waits for them.
        var reembedded: Bool
    }

    static let membersWithoutReading = DocumentOutput.membersWithoutReading.union(["reembedded"])

    let documents: DocumentAccess

    /// The model is needed for new content only.
    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (store: DocumentStore, embedded: EmbeddedContent?) {
        guard input.content != nil || input.title != nil || input.metadata != nil else {
            throw ToolError("Nothing to change: give content, title or metadata. Example: {\"id\":7,\"title\":\"Tea\"}")
        }
        let store = try await documents.store()
        guard let content = input.content else { return (store, nil) }
        let collection = try await documents.collection()
        guard try await store.contains(id: input.id) else { throw ToolError.noDocument(id: input.id) }
        return (store, try await collection.embed(content, progress: context.embeddingProgress))
    }

    func write(
        _ prepared: (store: DocumentStore, embedded: EmbeddedContent?),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let change = DocumentChange(
            title: input.title,
            content: input.content,
            metadata: input.metadata.map { JSONText(.object($0)) },
            expectedVersion: input.expectedUpdatedAt
        )
        let changed: Document?
        do {
            changed = try await prepared.store.update(
                id: input.id,
                change,
                embedded: prepared.embedded,
                on: connection
            )
        } catch is DocumentVersionConflict {
            throw ToolError(
                "Nothing was done: document \(input.id) has changed since. Look at it with get_document, then try again.",
                kind: .conflict
            )
        }
        guard let document = changed else { throw ToolError.noDocument(id: input.id) }
        return Output(
            id: document.id,
            title: document.title,
            metadata: JSON(metadata: document.metadata),
            passages: document.passages,
            createdAt: document.createdAt,
            updatedAt: document.updatedAt,
            reembedded: input.content != nil && document.passages > 0
        )
    }

    func committed(_ output: Output) {
        documents.stored(isEmbedded: output.passages != 0)
    }
}
