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

    /// The tools, in the order they are listed.
    var tools: [any ToolHandler] { get }

    /// What runs beside the tools, from the first answer on.
    var services: [any Service] { get }

    /// Does what a call has left to the services, for a process that calls one tool and ends.
    func finishPendingWork() async throws
}

/// The version of all that is built from this package.
public let paddleVersion = "0.1.0"

extension PaddleServer {
    /// The server as the MCP runtime takes it.
    var description: ServerDescription {
        ServerDescription(
            name: Self.name,
            title: Self.title,
            version: paddleVersion,
            instructions: Self.instructions,
            tools: { tools },
            describeError: describeForCaller
        )
    }
}
