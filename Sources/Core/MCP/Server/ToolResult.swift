public import JSONFormat

/// What a tool call gives back.
public struct ToolResult: Sendable {
    /// The blocks for the reader. When empty, and there is structured content, the one block is the structured
    /// content as JSON text: clients show their model either one or the other, so both must say the same.
    public var content: [ContentBlock]
    /// The result as a value that conforms to the tool's output schema.
    public var structuredContent: JSONObject?
    /// Whether the work failed.
    public var isError: Bool

    /// A result of given parts.
    public init(content: [ContentBlock] = [], structuredContent: JSONObject? = nil, isError: Bool = false) {
        self.content = content
        self.structuredContent = structuredContent
        self.isError = isError
    }

    /// A failure told in text.
    public static func failure(_ message: String) -> ToolResult {
        ToolResult(content: [.text(message)], isError: true)
    }
}
