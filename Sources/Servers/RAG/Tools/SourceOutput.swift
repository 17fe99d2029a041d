import Documents
import JSONFormat
import MCP
import Retrieval

/// A source as lists show it.
struct SourceOutput: PageElement, ToolOutput {
    static let listName = "sources"

    var id: Int32
    var key: String?
    var title: String?
    /// Where it was read from.
    var uri: String?
    var mediaType: String?
    /// Characters (Unicode scalars) of its text.
    var length: Int32
    /// 0 until it is cut.
    var chunks: Int32
    /// How many chunks wait for their vectors; absent where none does.
    var waiting: Int32?
    var metadata: JSON
    /// How often its text has changed.
    var version: Int32
    var createdAt: String?
    var updatedAt: String?

    init(_ source: SourceRow) {
        id = source.id
        key = source.key
        title = source.title
        uri = source.uri
        mediaType = source.mediaType
        length = source.length
        chunks = source.chunks
        waiting = source.waiting > 0 ? source.waiting : nil
        metadata = JSON(metadata: source.metadata)
        version = source.version
        createdAt = source.createdAt
        updatedAt = source.updatedAt
    }
}

extension ToolError {
    static func noSource(_ source: DocumentReference) -> ToolError {
        .notFound("source", with: source.inWords, hint: "list_sources and search_documents return what is stored.")
    }
}
