import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval

struct SearchDocuments: Tool {
    static let definition = ToolDefinition(
        name: "search_documents",
        title: "Search documents",
        description: """
            Finds the documents nearest in meaning to a query, the best first. Each hit carries the passage that \
            matched and its score; get_document returns the whole text.
            """,
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("What to look for, in natural language.", .length(1...100_000)) var query: String
        @Argument("How many documents to return at most.", .range(1...100)) var limit: Int32 = 10
        @Argument("Leave out hits that score less; 0 to 1, higher is better.", .range(0...1)) var minScore: Double?
        @Argument(
            """
            Only documents with these metadata, as in {"source":"manual","year":{"$gte":2020}}. Operators: $eq $ne $gt \
            $gte $lt $lte $in $nin $exists $contains $and $or $not; columns: $id $title $created_at $updated_at.
            """
        )
        var filter: JSONObject?
    }

    struct Hit: Codable, Sendable {
        var id: Int64
        var title: String?
        /// The passage that matched: the whole text where that is short.
        var content: String
        var metadata: JSON
        /// Cosine similarity, 0 to 1.
        var score: Double
        /// The passage's range in the text; absent where it is the whole text.
        var passage: PassageRange?
    }

    struct PassageRange: Codable, Sendable {
        /// In characters from the start of the text.
        var start: Int32
        var end: Int32
    }

    struct Output: ToolOutput {
        var hits: [Hit]
        /// True where it is certain that no other document matches.
        var exhausted: Bool
        /// How the documents were reached: `exact`, or the indexes that were used, each with its method.
        var path: String
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let result = try await documents.collection().search(
            input.query,
            limit: input.limit,
            minScore: input.minScore,
            filter: input.filter.map { try MetadataFilter($0, of: .documents) }
        )
        // Metadata of tiny values costs far more than its text once it is read.
        for hit in result.hits { try context.hold(JSON.memoryEstimate(ofText: hit.metadata?.text ?? "")) }
        return Output(
            hits: result.hits.map { hit in
                Hit(
                    id: hit.id,
                    title: hit.title,
                    content: hit.content ?? "",
                    metadata: JSON(metadata: hit.metadata),
                    score: hit.score,
                    passage: hit.passage.map { PassageRange(start: $0.lowerBound, end: $0.upperBound) }
                )
            },
            exhausted: result.exhausted,
            path: result.path.description
        )
    }
}
