import Async
import DocumentTools
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
        description: "Changes what is given and leaves the rest.",
        annotations: .overwriting,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32?
        @Argument("Or its key.", .length(1...DocumentReference.longestKey)) var key: String?
        @Argument("The new text.", .length(1...DocumentOutput.longestContent)) var content: String?
        @Argument("The new title; an empty one removes it.", .length(...10_000)) var title: String?
        @Argument("Replaces all of the old.") var metadata: JSONObject?
        @Argument("Only if this is still its updated_at.") var expectedUpdatedAt: String?
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var key: String?
        var title: String?
        var metadata: JSON?
        var passages: Int32?
        var createdAt: String?
        var updatedAt: String?
        /// Whether the text has new vectors; false while a very long one waits for them.
        var reembedded: Bool
    }

    static let membersWithoutReading = DocumentOutput.membersWithoutReading.union(["reembedded"])

    typealias Preparation = (store: DocumentStore, document: DocumentReference, embedded: EmbeddedContent?)

    let documents: DocumentAccess

    /// The model is needed for new content only.
    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> Preparation {
        guard input.content != nil || input.title != nil || input.metadata != nil else {
            throw ToolError("Nothing to change: give content, title or metadata. Example: {\"id\":7,\"title\":\"Tea\"}")
        }
        let document = try DocumentReference(id: input.id, key: input.key)
        let store = try await documents.store(input.collection)
        guard let content = input.content else { return (store, document, nil) }
        let collection = try await documents.collection(input.collection)
        guard try await store.id(of: document) != nil else { throw ToolError.noDocument(document) }
        return (store, document, try await collection.embed(content, progress: context.embeddingProgress))
    }

    func write(
        _ prepared: Preparation,
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
                prepared.document,
                change,
                embedded: prepared.embedded,
                on: connection
            )
        } catch is DocumentVersionConflict {
            throw ToolError(
                "Nothing was done: the document with \(prepared.document.inWords) has changed since. Look at it with get_document, then try again.",
                kind: .conflict
            )
        }
        guard let document = changed else { throw ToolError.noDocument(prepared.document) }
        return Output(
            id: document.id,
            key: document.key,
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
