public import MCP
public import Migration
public import ServiceLifecycle

/// One of the servers: everything the shared runtime must know to make a process of it.
public protocol PaddleServer: Sendable {
    /// The name of the executable, the MCP server and the database sessions.
    static var name: String { get }
    /// The name people read.
    static var title: String { get }
    /// What the server is for, in one line of help.
    static var abstract: String { get }
    /// What the server is for and in which order to use its tools, for the model; at most 2,048 characters.
    static var instructions: String { get }
    /// What its tables need, in the order to apply.
    static var migrations: [MigrationSet] { get }

    /// A server on resources that are not started yet: this must do no work.
    init(resources: ServerResources)

    /// The names of its groups of tools, in the order they are listed; an operator chooses which of them are shown.
    static var toolsets: [String] { get }

    /// The tools of a group, in the order they are listed.
    func tools(of toolset: String) -> [any ToolHandler]

    /// The resources.
    var resources: [any ResourceProvider] { get }

    /// The prompts, in the order they are listed.
    var prompts: [any Prompt] { get }

    /// Where the database tells of changes of the resources.
    static var changeChannels: [ChangeChannel] { get }

    /// Adds what only this server declares to what clients are told of it.
    func complete(_ description: inout ServerDescription)

    /// What runs beside the tools, from the first answer on.
    var services: [any Service] { get }

    /// Does what a call has left to the services, for a process that calls one tool and ends.
    func finishPendingWork() async throws
}

/// The version of all that is built from this package.
public let paddleVersion = "0.1.0"

extension PaddleServer {
    /// None.
    public var resources: [any ResourceProvider] { [] }
    /// None.
    public var prompts: [any Prompt] { [] }
    /// None.
    public static var changeChannels: [ChangeChannel] { [] }
    /// There is nothing to add.
    public func complete(_ description: inout ServerDescription) {}
    /// None.
    public var services: [any Service] { [] }
    /// There is nothing to do.
    public func finishPendingWork() async throws {}

    /// The tools that the settings show.
    func tools(shownBy settings: Settings) -> [any ToolHandler] {
        let shown = Self.toolsets.filter { settings.toolsets?.contains($0) ?? true }
        let tools = shown.flatMap { self.tools(of: $0) }
        return settings.isReadOnly ? tools.filter(\.description.annotations.readOnly) : tools
    }
}
