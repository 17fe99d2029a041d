/// Everything that makes a server what it is; dispatch and transports add nothing of their own.
package struct ServerDescription: Sendable {
    /// What of a server can change while it runs, so that clients may ask to be told.
    package struct Changes: Sendable {
        /// The list of tools.
        package var tools: Bool
        /// The list of prompts.
        package var prompts: Bool
        /// The list of resources, and what they hold.
        package var resources: Bool

        /// Which of the three can change.
        package init(tools: Bool = false, prompts: Bool = false, resources: Bool = false) {
            self.tools = tools
            self.prompts = prompts
            self.resources = resources
        }
    }

    /// The name programs know it by.
    package var name: String
    /// The name people read.
    package var title: String
    /// The version of the server.
    package var version: String
    /// What the server is for and in which order to use its tools, for the model; at most 2,048 characters.
    package var instructions: String
    /// Makes the tools, in the order they are listed; called once, by the first request that needs them. Making a tool
    /// builds its schemas, which the first answer must not wait for.
    package var tools: @Sendable () -> [any ToolHandler]
    /// The resources.
    package var resources: [any ResourceProvider] = []
    /// The prompts, in the order they are listed.
    package var prompts: [any PromptHandler] = []
    /// What can change.
    package var changes = Changes()
    /// Where changes are told.
    package var hub = ChangeHub()
    /// Called before the first change is promised to a client, and again for each promise: returns when changes made
    /// from now on will reach ``hub``.
    package var watchChanges: @Sendable () async throws -> Void = {}
    /// The bounds on calls; nil for none.
    package var limit: (any CallLimit)?
    /// What stands around every call of a tool, the outermost first.
    package var layers: [any ToolLayer] = []
    /// The key that signs what travels through clients between two rounds of one request, at least 32 bytes; servers that
    /// stand in for each other must have the same. nil for a random one.
    package var stateKey: (@Sendable () -> [UInt8])?
    /// Whether tools send log messages to clients that want them.
    package var hasLogging = false
    /// What a caller is told whose call threw something else than a ``ToolError``. nil, or no closure: a general
    /// text that tells nothing of the server's inside.
    package var describeError: (@Sendable (any Error) -> CallFailure?)?

    /// Describes a server; what it has beside tools is set afterwards.
    package init(
        name: String,
        title: String,
        version: String,
        instructions: String,
        tools: @escaping @Sendable () -> [any ToolHandler],
        describeError: (@Sendable (any Error) -> CallFailure?)? = nil
    ) {
        self.name = name
        self.title = title
        self.version = version
        self.instructions = instructions
        self.tools = tools
        self.describeError = describeError
    }

    /// Whether there is anything to be told of.
    var notifies: Bool { changes.tools || changes.prompts || changes.resources }
}
