package import Async
package import JSONFormat

/// Everything that makes a server what it is; dispatch and transports add nothing of their own.
package struct ServerDescription: Sendable {
    /// Which parts of a server can change while it runs; clients may subscribe to them.
    package struct Changes: Sendable {
        /// The list of tools.
        package var tools: Bool
        /// The list of prompts.
        package var prompts: Bool
        /// The list of resources, and their contents.
        package var resources: Bool

        /// Which of the three can change.
        package init(tools: Bool = false, prompts: Bool = false, resources: Bool = false) {
            self.tools = tools
            self.prompts = prompts
            self.resources = resources
        }
    }

    /// The name for programs.
    package var name: String
    /// The name for people.
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
    /// The extensions of the protocol that it speaks, by identifier, each with its settings. `server/discover` tells
    /// of them; a handshake does not.
    package var extensions: JSONObject = [:]
    /// What can change.
    package var changes = Changes()
    /// Where changes are announced.
    package var hub = ChangeHub()
    /// Called before the first change is promised to a client, and again for each promise: returns when changes made
    /// from now on will reach ``hub``.
    package var watchChanges: @Sendable () async throws -> Void = {}
    /// The limits on calls; nil for none.
    package var limit: (any CallLimit)?
    /// The limits on the memory of requests, answers and subscriptions.
    package var memory = ByteBudget()
    /// Keeps long work that outlasts its calls; nil where none does.
    package var tasks: (any TaskKeeping)?
    /// The same as ``watchChanges`` for changes of tasks.
    package var watchTasks: @Sendable () async throws -> Void = {}
    /// The layers around every call of a tool, the outermost first.
    package var layers: [any ToolLayer] = []
    /// The key that signs what travels through clients between two rounds of one request, at least 32 bytes; servers
    /// that share their clients must share it. nil for a random one.
    package var stateKey: (@Sendable () -> [UInt8])?
    /// Whether tools send log messages to clients that want them.
    package var hasLogging = false
    /// What to tell a caller whose call threw an error other than ``ToolError``. Without a closure, or where it returns
    /// nil, the caller gets a general text that reveals nothing of the server's internals.
    package var describeError: (@Sendable (any Error) -> CallFailure?)?

    /// Describes a server; what it has besides tools is set afterwards.
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

    /// Whether anything can change.
    var notifies: Bool { changes.tools || changes.prompts || changes.resources || tasks != nil }
}
