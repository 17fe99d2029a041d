import Documents
import JSONFormat
import MCP

struct GetDocument: Tool {
    static let definition = ToolDefinition(
        name: "get_document",
        title: "Get document",
        description: """
            Returns one document: its text, title and metadata. A text longer than length comes in parts: content_length \
            is its number of characters, offset the first one to return.
            """,
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("The document's id.") var id: Int32
        @Argument("How many characters of the text to skip.", .range(0...)) var offset: Int32 = 0
        @Argument("How many characters of the text to return at most.", .range(0...2_000_000)) var length: Int32 =
            1_000_000
    }

    struct Output: ToolOutput {
        var id: Int32
        var title: String?
        var content: String
        /// Characters (Unicode scalars) of the whole text.
        var contentLength: Int32
        var metadata: JSON
        var embeddingModel: String?
        var passages: Int32
        var createdAt: String?
        var updatedAt: String?

        static let propertyDescriptions = [
            "metadata": "An object, unless another program stored something else.",
            "createdAt": "RFC 3339; a moment beyond the years 1 to 9999 as PostgreSQL writes it, as in infinity.",
        ]
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        guard
            let document = try await documents.store().document(
                id: input.id,
                from: input.offset,
                length: input.length
            )
        else {
            throw ToolError.noDocument(id: input.id)
        }
        return Output(
            id: document.id,
            title: document.title,
            content: document.content ?? "",
            contentLength: document.contentLength,
            metadata: JSON(metadata: document.metadata),
            embeddingModel: document.embeddingModel,
            passages: document.passages,
            createdAt: document.createdAt,
            updatedAt: document.updatedAt
        )
    }
}
