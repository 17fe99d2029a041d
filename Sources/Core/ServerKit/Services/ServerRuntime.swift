import Logging
import MCP
import ServiceLifecycle

/// A server made ready to be served: its description, and what runs beside it.
struct ServerRuntime {
    let server: MCPServer
    /// What runs in the background, in the order it is started; it is stopped in reverse.
    let services: [any Service]
    /// What is got ready ahead of the first call, in a process that is there for many.
    let preparations: [any Service]
    /// How to tell whether what stands behind the server works; nil where nothing does.
    let health: Health?

    init<Server: PaddleServer>(_ paddle: Server, settings: Settings, resources: ServerResources) throws {
        let logger = resources.logger
        let hub = ChangeHub()
        let feed = ChangeFeed(channels: Server.changeChannels, hub: hub, resources: resources)
        var description = ServerDescription(
            name: Server.name,
            title: Server.title,
            version: paddleVersion,
            instructions: Server.instructions,
            tools: { paddle.tools(shownBy: settings) },
            describeError: describeForCaller
        )
        description.resources = paddle.resources
        description.prompts = paddle.prompts
        description.changes.resources = !Server.changeChannels.isEmpty
        description.hub = hub
        description.watchChanges = feed.watch
        description.stateKey = { StateKey.load(home: settings.home, logger: logger) }
        description.layers = [
            try CallLimits(settings.serving),
            AuditLayer(server: Server.name, database: resources.database, logger: logger),
        ]
        server = MCPServer(description, logger: logger)
        services = [DatabaseService(database: resources.database, logger: logger), feed] + paddle.services
        preparations = [Warmup(resources)]
        health = Health(resources: resources, migrations: Server.allMigrations)
    }

    /// A server of fixtures, which needs nothing beside it.
    init(fixtures: ServerDescription, logger: Logger) {
        server = MCPServer(fixtures, logger: logger)
        services = []
        preparations = []
        health = nil
    }
}
