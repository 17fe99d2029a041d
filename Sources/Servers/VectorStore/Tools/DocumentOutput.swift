import Documents
import JSONFormat
import MCP
import Retrieval

/// A stored document without its text.
struct DocumentOutput: ToolOutput {
    /// The longest text, in characters. A character takes up to 12 bytes of JSON, and all of it fits into one message.
    static let longestContent = 1_000_000

    /// What callers who may not read learn of a document: which one it is, and in which version.
    static let membersWithoutReading: Set = ["id", "updated_at"]

    var id: Int32
    var key: String?
    var title: String?
    var metadata: JSON?
    /// How many passages of the text are embedded; 0 while the text waits for its vectors.
    var passages: Int32?
    var createdAt: String?
    var updatedAt: String?

    init(_ document: Document) {
        id = document.id
        key = document.key
        title = document.title
        metadata = JSON(metadata: document.metadata)
        passages = document.passages
        createdAt = document.createdAt
        updatedAt = document.updatedAt
    }
}
