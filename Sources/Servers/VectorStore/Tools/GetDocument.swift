import FoundationEssentials
import JSONFormat
import MCP
import OrderedCollections
import Retrieval

struct GetDocument: Tool {
    static let definition = ToolDefinition(
        name: "get_document",
        title: "Get document",
        description: """
            Answers one document: its text, title and metadata. A text longer than length comes in parts: content_length \
            tells how many characters there are, offset which to begin with.
            """,
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("The document's id.", range: 1...Int(Int32.max)) var id: Int
        @Argument("How many characters of the text to skip.", range: 0...Int(Int32.max)) var offset: Int = 0
        @Argument("How many characters of the text to answer at most.", range: 0...2_000_000) var length: Int =
            1_000_000
    }

    struct Output: ToolOutput {
        var id: Int32
        var title: String?
        var content: String
        /// Characters (Unicode scalars) of the whole text.
        var contentLength: Int32
        var metadata: JSONObject
        var embeddingModel: String?
        var passages: Int32
        var createdAt: Date?
        var updatedAt: Date?
    }

    let documents: Documents

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        guard
            let document = try await documents.store().document(
                id: Int32(input.id),
                from: Int32(input.offset),
                length: Int32(input.length)
            )
        else {
            throw ToolError.noDocument(id: input.id)
        }
        return Output(
            id: document.id,
            title: document.title,
            content: document.content ?? "",
            contentLength: document.contentLength,
            metadata: JSONObject(document.metadata),
            embeddingModel: document.embeddingModel,
            passages: document.passages,
            createdAt: document.createdAt,
            updatedAt: document.updatedAt
        )
    }
}
