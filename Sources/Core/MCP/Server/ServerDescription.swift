/// Everything that makes a server what it is; dispatch and transports add nothing of their own.
public struct ServerDescription: Sendable {
    /// The name programs know it by.
    public var name: String
    /// The name people read.
    public var title: String
    /// The version of the server.
    public var version: String
    /// What the server is for and in which order to use its tools, for the model; at most 2,048 characters.
    public var instructions: String
    /// Makes the tools, in the order they are listed; called once, by the first request that needs them. Making a tool
    /// builds its schemas, which the first answer must not wait for.
    public var tools: @Sendable () -> [any ToolHandler]
    /// The text for a caller whose tool threw something else than a ``ToolError``. nil, or no closure: a general
    /// text that tells nothing of the server's inside.
    public var describeError: (@Sendable (any Error) -> String?)?

    /// Describes a server.
    public init(
        name: String,
        title: String,
        version: String,
        instructions: String,
        tools: @escaping @Sendable () -> [any ToolHandler],
        describeError: (@Sendable (any Error) -> String?)? = nil
    ) {
        self.name = name
        self.title = title
        self.version = version
        self.instructions = instructions
        self.tools = tools
        self.describeError = describeError
    }
}
