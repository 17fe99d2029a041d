import DocumentTools
import Documents
import JSONFormat
import MCP
import Retrieval

struct GetDocument: Tool {
    static let definition = ToolDefinition(
        name: "get_document",
        title: "Get document",
        description: "Returns a document; a long text in parts.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32?
        @Argument("Or its key.", .length(1...DocumentReference.longestKey)) var key: String?
        @Argument("Characters to skip.", .range(0...)) var offset: Int32 = 0
        @Argument("And to return at most.", .range(0...2_000_000)) var length: Int32 = 1_000_000
        @Argument("Also where its passages are.") var passageRanges: Bool?
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var key: String?
        var title: String?
        var content: String
        /// Characters (Unicode scalars) of the whole text.
        var contentLength: Int32
        var metadata: JSON
        var embeddingModel: String?
        var passages: Int32
        /// Where the passages are in the whole text, if that was asked for.
        var passageRanges: [PassageRange]?
        var createdAt: String?
        var updatedAt: String?
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let reference = try DocumentReference(id: input.id, key: input.key)
        let store = try await documents.store(input.collection)
        guard let document = try await store.document(reference, from: input.offset, length: input.length) else {
            throw ToolError.noDocument(reference)
        }
        var output = Output(document)
        if input.passageRanges == true {
            output.passageRanges = try await store.texts.passages(of: Int64(document.id)).map(PassageRange.init)
        }
        return output
    }
}

extension GetDocument.Output {
    init(_ document: Document) {
        id = document.id
        key = document.key
        title = document.title
        content = document.content ?? ""
        contentLength = document.contentLength
        metadata = JSON(metadata: document.metadata)
        embeddingModel = document.embeddingModel
        passages = document.passages
        createdAt = document.createdAt
        updatedAt = document.updatedAt
    }
}
