import DocumentTools
import Documents
import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval

struct SearchDocuments: Tool {
    static let definition = ToolDefinition(
        name: "search_documents",
        title: "Search documents",
        description: "Finds the documents that answer a query best, each with the passage that matched.",
        annotations: .readOnly,
        view: "search"
    )

    struct Input: ToolInput {
        @Argument("What to look for. \"In quotes\" is a phrase that must occur, -word must not.", .length(1...100_000))
        var query: String
        @Argument("Compare meaning (vector), words (keyword), or both.") var mode: SearchMode = .hybrid
        @Argument("Hits at most.", .range(1...100)) var limit: Int32 = 10
        @Argument("The least score of a hit.", .range(0...1)) var minScore: Double?
        @Argument(
            """
            Metadata to match, as in {"kind":"note","year":{"$gte":2020}}. Operators: $eq $ne $gt $gte $lt $lte $in $nin \
            $exists $contains $and $or $not; columns: $id $key $title $created_at $updated_at.
            """
        )
        var filter: JSONObject?
        @Argument("What hits carry; context: sentences around the passage.")
        var include: [DocumentHit.Inclusion] = [.passage, .metadata]
        @Argument("Say which words a score is from.") var explain: Bool?
        @Argument("The next_cursor of the previous page.") var cursor = Cursor<RankingPosition>()
        @Argument(.collection) var collection: String?
    }

    /// How many documents wait, and are not found by all that they say.
    struct Waiting: Codable, Sendable {
        /// For their vectors.
        var vectors: Int32
        /// For the index of their words.
        var keywords: Int32
    }

    struct Output: ToolOutput {
        var hits: [DocumentHit]
        /// The `cursor` of the next page; absent on the last page.
        var nextCursor: String?
        /// True where it is certain that no other document matches.
        var exhausted: Bool
        /// How the documents were reached: `exact`, or the indexes that were used, each with its method; and `keywords`.
        var path: String
        /// Absent where none waits.
        var waiting: Waiting?
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let depth = RankingPage.depth(of: input.limit, after: input.cursor.position)
        var filter: MetadataFilter?
        if let given = input.filter { filter = try await documents.filter(given, of: input.collection) }
        let result = try await documents.search(
            input.query,
            in: input.collection,
            mode: input.mode,
            limit: depth,
            // The same for all pages, so that each of them is of one ranking.
            depth: max(50, input.limit),
            minScore: input.minScore,
            filter: filter
        )
        let page = RankingPage(result, depth: depth, limit: input.limit, after: input.cursor.position)
        if input.include.contains(.metadata) { try context.hold(metadataOf: page.hits) }
        return Output(
            hits: try await hits(of: page, in: result, input),
            nextCursor: try page.next.map { try input.cursor.text(after: $0) },
            exhausted: page.isLast && result.exhausted,
            path: [result.path?.description, result.keywordPath?.description].compactMap { $0 }.joined(separator: ", "),
            waiting: result.waiting.isEmpty
                ? nil : Waiting(vectors: result.waiting.vectors, keywords: result.waiting.postings)
        )
    }

    private func hits(of page: RankingPage, in result: SearchResult, _ input: Input) async throws -> [DocumentHit] {
        let texts = try await documents.store(input.collection).texts
        let contexts = input.include.contains(.context) ? try await texts.contexts(of: page.hits) : [:]
        let terms =
            input.explain == true ? try await texts.termShares(of: input.query, for: page.hits, in: result) : [:]
        return page.hits.map { found in
            var hit = DocumentHit(found, include: input.include)
            hit.parts = DocumentHit.Parts(vector: found.parts.vector, keyword: found.parts.keyword)
            hit.context = contexts[found.id].map { DocumentHit.Context(before: $0.before, after: $0.after) }
            if input.explain == true {
                hit.terms = (terms[found.id] ?? []).map { DocumentHit.Term(term: $0.term, share: $0.share) }
            }
            return hit
        }
    }
}

extension SearchMode: ArgumentValue {}
