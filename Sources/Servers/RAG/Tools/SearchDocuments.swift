import JSONFormat
import MCP
import Postgres
import Retrieval
import Text

struct SearchDocuments: Tool {
    static let definition = ToolDefinition(
        name: "search_documents",
        title: "Search documents",
        description: "Finds the passages of sources that answer a query best, each with its place in the source.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("What to look for. \"In quotes\" is a phrase that must occur, -word must not.", .length(1...100_000))
        var query: String
        @ArgumentGroup var options: SearchOptions
        @Argument("Search the texts that sources had at that time.") var asOf: RFC3339Time?
    }

    struct Output: ToolOutput {
        var hits: [PassageOutput]
        /// True where it is certain that no other passage matches.
        var exhausted: Bool
        /// How the passages were reached: `exact`, or the indexes that were used, each with its method; and `keywords`.
        var path: String
        /// How many sources and passages are not found yet by all that they say; absent for none.
        var waiting: Int32?
    }

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let (passages, found) = try await PassageSearch(access: access, options: input.options, asOf: input.asOf).find(
            input.query
        )
        return Output(
            hits: try await PassageOutput.outputs(of: passages, access, context),
            exhausted: found.exhausted && passages.count < input.options.limit,
            path: found.path,
            waiting: found.waitingTexts > 0 ? found.waitingTexts : nil
        )
    }
}

/// A passage that was found.
struct PassageOutput: Codable, Sendable {
    var sourceId: Int32
    /// Which of its former texts it is of; absent for the present one.
    var version: Int32?
    var title: String?
    /// Where the source was read from, or its key.
    var uri: String?
    /// The headings above it, the outermost first.
    var headings: [String]?
    var page: Int32?
    /// Where it is in the text of the source.
    var range: PassageRange
    var content: String
    /// 0 to 1, the sum of its parts.
    var score: Double
    var parts: Parts
    var metadata: JSON

    struct Parts: Codable, Sendable {
        /// By meaning, with that of its neighbours.
        var vector: Double
        /// By words, with those of its neighbours.
        var keyword: Double
    }

    /// Passages with their texts. One whose source was deleted meanwhile is left out.
    static func outputs(
        of passages: [SourcePassage],
        _ access: RAGAccess,
        _ context: RequestContext
    ) async throws -> [PassageOutput] {
        let store = try await access.sources()
        async let names = store.names(of: Array(Set(passages.map(\.source))))
        let texts = try await access.chunkStore().texts(of: passages)
        let known = try await names
        for passage in passages {
            try context.hold(JSON.memoryEstimate(ofText: passage.best.metadata?.text ?? ""))
        }
        return zip(passages, texts).compactMap { passage, text in
            guard let text, let name = known[passage.source] else { return nil }
            let chunk = passage.best.chunk
            return PassageOutput(
                sourceId: passage.source,
                version: passage.version,
                title: name.title,
                uri: name.uri ?? name.key,
                headings: chunk.headings.isEmpty ? nil : chunk.headings,
                page: chunk.page,
                range: PassageRange(passage.range),
                content: text,
                score: passage.best.score,
                parts: Parts(vector: passage.best.parts.vector, keyword: passage.best.parts.keyword),
                metadata: JSON(metadata: passage.best.metadata)
            )
        }
    }
}
