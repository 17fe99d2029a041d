import Documents
import HTTP
import MCP
import Postgres
import Retrieval
import ServerKit

struct DeleteCollection: WritingTool {
    static let definition = ToolDefinition(
        name: "delete_collection",
        title: "Delete collection",
        description: """
            Deletes a collection with all its documents. The user is asked first; where the client cannot ask, give \
            expected_count.
            """,
        annotations: .overwriting,
        isLong: true,
        // How many documents there are tells what is stored.
        scopes: [.read, .write]
    )

    struct Input: ToolInput {
        @Argument("Its name.", .length(1...63)) var collection: String
        @Argument("Delete without asking if it has just so many documents.", .range(0...)) var expectedCount: Int64?
    }

    struct Output: ToolOutput {
        var collection: String
        /// How many documents were deleted with it.
        var deleted: Int64
    }

    static let membersWithoutReading: Set = ["collection", "deleted"]

    let documents: DocumentAccess

    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (store: CollectionStore, collection: Collection, documents: DocumentStore) {
        let collection = try await documents.description(of: input.collection)
        guard collection.name != Collection.defaultName else {
            throw ToolError(
                "The collection documents stays, since other programs count on its table. delete_documents with "
                    + "\"filter\":{} empties it."
            )
        }
        guard collection.name != documents.defaultName else {
            throw ToolError(
                "This server works on \(collection.name), as COLLECTION_NAME says; have another one delete it."
            )
        }
        return (try await documents.collections(), collection, try await documents.store(input.collection))
    }

    func write(
        _ prepared: (store: CollectionStore, collection: Collection, documents: DocumentStore),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        guard !prepared.collection.table.isReadOnly else {
            // The documents stay where they are.
            try await prepared.store.delete(prepared.collection, on: connection)
            return Output(collection: input.collection, deleted: 0)
        }
        let count = try await prepared.documents.lockedCount(on: connection)
        if let expected = input.expectedCount {
            guard expected == count else {
                throw ToolError(
                    "Nothing was deleted: the collection has \(count) documents now. Look at them before you call again.",
                    kind: .conflict
                )
            }
        } else {
            try context.confirm(
                "This deletes the collection \(input.collection) for good, with \(count == 1 ? "its document" : "all its \(count) documents").",
                about: "\(prepared.collection.name) \(count)",
                otherwise: "To delete it, call again with \"expected_count\":\(count)."
            )
        }
        _ = try await prepared.documents.texts.cancelReembedding(on: connection)
        try await prepared.store.delete(prepared.collection, on: connection)
        return Output(collection: input.collection, deleted: count)
    }

    func committed(_ output: Output) { documents.deleted(output.collection) }
}
