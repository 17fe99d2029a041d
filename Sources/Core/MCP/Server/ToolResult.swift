public import JSONFormat

/// The result of a tool call.
public struct ToolResult: Sendable {
    /// The content blocks. When there are none but there is structured content, one block with the structured content
    /// as JSON text is sent: clients show their model either one or the other, so both must say the same.
    public var content: [ContentBlock]
    /// The result as a value that conforms to the tool's output schema.
    public var structuredContent: JSONObject?
    /// Whether the work failed.
    public var isError: Bool

    /// Makes a result; `structuredContent` must conform to the tool's output schema.
    public init(content: [ContentBlock] = [], structuredContent: JSONObject? = nil, isError: Bool = false) {
        self.content = content
        self.structuredContent = structuredContent
        self.isError = isError
    }

    /// A failure that the text describes.
    public static func failure(_ message: String) -> ToolResult {
        ToolResult(content: [.text(message)], isError: true)
    }
}
