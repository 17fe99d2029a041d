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
            Finds the documents that answer a query best, by meaning and by words. Each hit carries the passage that \
            matched and its score; get_document returns the whole text.
            """,
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("What to look for. \"In quotes\" is a phrase that must occur, -word must not.", .length(1...100_000))
        var query: String
        @Argument("Compare meaning (vector), words (keyword), or both.") var mode: SearchMode = .hybrid
        @Argument("How many documents to return at most.", .range(1...100)) var limit: Int32 = 10
        @Argument("Leave out hits that score less; 0 to 1, higher is better.", .range(0...1)) var minScore: Double?
        @Argument(
            """
            Only documents with these metadata, as in {"source":"manual","year":{"$gte":2020}}. Operators: $eq $ne $gt \
            $gte $lt $lte $in $nin $exists $contains $and $or $not; columns: $id $title $created_at $updated_at.
            """
        )
        var filter: JSONObject?
        @Argument(.collection) var collection: String?
    }

    struct Hit: Codable, Sendable {
        var id: Int64
        var title: String?
        /// The passage that matched: the whole text where that is short.
        var content: String
        var metadata: JSON
        /// 0 to 1, the sum of its parts.
        var score: Double
        var parts: Parts
        /// The passage's range in the text; absent where it is the whole text.
        var passage: PassageRange?
    }

    struct Parts: Codable, Sendable {
        /// By meaning.
        var vector: Double
        /// By words.
        var keyword: Double
    }

    /// How many documents wait, and are not found by all that they say.
    struct Waiting: Codable, Sendable {
        /// For their vectors.
        var vectors: Int32
        /// For the index of their words.
        var keywords: Int32
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
        /// How the documents were reached: `exact`, or the indexes that were used, each with its method; and `keywords`.
        var path: String
        /// Absent where none waits.
        var waiting: Waiting?
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let result = try await documents.search(
            input.query,
            in: input.collection,
            mode: input.mode,
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
                    parts: Parts(vector: hit.parts.vector, keyword: hit.parts.keyword),
                    passage: hit.passage.map { PassageRange(start: $0.lowerBound, end: $0.upperBound) }
                )
            },
            exhausted: result.exhausted,
            path: [result.path?.description, result.keywordPath?.description].compactMap { $0 }.joined(separator: ", "),
            waiting: result.waiting.isEmpty
                ? nil : Waiting(vectors: result.waiting.vectors, keywords: result.waiting.postings)
        )
    }
}

extension SearchMode: ArgumentValue {}
