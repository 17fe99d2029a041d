import Async
import Embedding
import JSONFormat
import MCP
import Retrieval

struct PreviewChunks: Tool {
    static let definition = ToolDefinition(
        name: "preview_chunks",
        title: "Preview chunks",
        description: "Shows how a text would be cut, and stores nothing.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("The text.", .length(1...SourceLimits.longestContent)) var content: String
        @Argument("How the text is laid out.") var format: TextStructure = .markdown
        @Argument("Chunks at most.", .range(1...1_000)) var limit: Int32 = 50
    }

    struct Output: ToolOutput {
        var chunks: [ChunkOutput]
        /// How many there are in all.
        var total: Int
        /// What counted their tokens.
        var tokenizer: String
    }

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let embedder = try await access.embedder.value()
        let text = SourceText(text: input.content, structure: input.format)
        let chunks = try await Chunker().chunks(of: text) { try await embedder.tokenCounts(of: $0) }
        return Output(
            chunks: chunks.prefix(Int(input.limit)).enumerated().map { ChunkOutput($1, ordinal: $0) },
            total: chunks.count,
            tokenizer: embedder.tokenizer
        )
    }
}
