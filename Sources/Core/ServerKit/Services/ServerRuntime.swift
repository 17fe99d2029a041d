import Async
import HTTP
import JSONFormat
import Logging
import MCP
import ServiceLifecycle

/// A server ready to be served: its description, and what runs alongside it.
struct ServerRuntime {
    let server: MCPServer
    /// The background services, in the order they are started; they are stopped in reverse.
    let services: [any Service]
    /// The services that must not wait for the first answer, because it may wait for them; idle until needed.
    let feeds: [any Service]
    /// What is made ready ahead of the first call, in a process that serves many.
    let preparations: [any Service]
    /// The health of what the server depends on.
    let health: Health
    /// The health of only what the server cannot work without.
    let readiness: Health
    /// What it answers over HTTP besides MCP, REST and pages.
    let routes: [Route]

    init<Server: PaddleServer>(_ paddle: Server, resources: ServerResources) throws {
        let settings = resources.settings
        let logger = resources.logger
        let hub = ChangeHub()
        let feed = ChangeFeed(channels: Server.changeChannels, hub: hub, resources: resources)
        var description = ServerDescription(
            name: Server.name,
            title: Server.title,
            version: paddleVersion,
            instructions: Server.instructions,
            tools: { paddle.tools(shownBy: settings.tools) },
            describeError: explain
        )
        description.resources = paddle.resources
        description.prompts = paddle.prompts
        description.changes.resources = !Server.changeChannels.isEmpty
        description.hub = hub
        if !Server.changeChannels.isEmpty { description.watchChanges = feed.watch }
        description.stateKey = {
            settings.requestStateKey.map { Array($0.utf8) } ?? StateKey.load(home: settings.home, logger: logger)
        }
        description.limit = try CallLimits(settings.serving)
        description.memory = ByteBudget(
            processBytes: settings.serving.callMemory,
            callerBytes: settings.serving.callerMemory
        )
        (paddle as? any ServerDescribing)?.complete(&description)
        description.layers = [AuditLayer(server: Server.name, database: resources.database, logger: logger)]
        server = MCPServer(description, logger: logger)
        services = [DatabaseService(database: resources.database, logger: logger)] + paddle.services
        feeds = [feed]
        preparations = Server.embeds ? [Warmup(resources)] : []
        routes = paddle.routes
        let checks = paddle.checkList(resources, database: resources.database)
        health = Health(checks)
        readiness = Health(checks.deciding)
    }
}
