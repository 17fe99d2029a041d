import DocumentTools
import Documents
import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval

struct FindSimilarDocuments: Tool {
    static let definition = ToolDefinition(
        name: "find_similar_documents",
        title: "Find similar documents",
        description: "Finds the documents nearest in meaning to a stored one.",
        annotations: .readOnly,
        view: "search"
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32?
        @Argument("Or its key.", .length(1...DocumentReference.longestKey)) var key: String?
        @Argument("Hits at most.", .range(1...100)) var limit: Int32 = 10
        @Argument("As in search_documents.") var filter: JSONObject?
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        /// Each with its passage that is nearest to the whole other document; a score is the cosine of both.
        var hits: [DocumentHit]
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let reference = try DocumentReference(id: input.id, key: input.key)
        let store = try await documents.store(input.collection)
        guard let id = try await store.id(of: reference) else { throw ToolError.noDocument(reference) }
        let filter = try input.filter.map { try MetadataFilter($0, of: store.texts.table) }
        guard let hits = try await store.documents(similarTo: id, limit: input.limit, filter: filter) else {
            throw ToolError("The document waits for its vectors. Call again in a moment.", kind: .busy)
        }
        try context.hold(metadataOf: hits)
        return Output(hits: hits.map { DocumentHit($0) })
    }
}
