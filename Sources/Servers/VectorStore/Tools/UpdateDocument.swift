import Async
import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval

struct UpdateDocument: Tool {
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
        @Argument("The document's id.", .range(1...)) var id: Int32
        @Argument("The new text.", .length(1...DocumentOutput.longestContent)) var content: String?
        @Argument("The new title; an empty one removes the title.", .length(0...10_000)) var title: String?
        @Argument("The new metadata, in place of all of the old.") var metadata: JSONObject?
        @Argument("Change it only if this is still its updated_at.") var expectedUpdatedAt: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var title: String?
        var metadata: JSON
        var passages: Int32
        var createdAt: String?
        var updatedAt: String?
        /// Whether the text has new vectors; false while a very long one waits for them.
        var reembedded: Bool
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        guard input.content != nil || input.title != nil || input.metadata != nil else {
            throw ToolError("Nothing to change: give content, title or metadata. Example: {\"id\":7,\"title\":\"Tea\"}")
        }
        let change = DocumentChange(
            title: input.title,
            content: input.content,
            metadata: input.metadata.map { JSONText(.object($0)) },
            expectedVersion: input.expectedUpdatedAt
        )
        let changed: Document?
        do {
            changed = try await update(id: input.id, change, context: context)
        } catch is DocumentVersionConflict {
            throw ToolError(
                "Nothing was done: document \(input.id) has changed since. Look at it with get_document, then try again.",
                kind: .conflict
            )
        }
        guard let document = changed else { throw ToolError.noDocument(id: input.id) }
        if document.passages == 0 { documents.embedding.wake() }
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

    /// The model is needed for new content only.
    private func update(id: Int32, _ change: DocumentChange, context: RequestContext) async throws -> Document? {
        guard change.content != nil else {
            return try await documents.store().update(
                id: id,
                title: change.title,
                metadata: change.metadata,
                expectedVersion: change.expectedVersion
            )
        }
        return try await documents.collection().update(id: id, change, progress: context.embeddingProgress)
    }
}
