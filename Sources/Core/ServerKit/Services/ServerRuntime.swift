import HTTP
import JSONFormat
import Logging
import MCP
import ServiceLifecycle

/// A server made ready to be served: its description, and what runs beside it.
struct ServerRuntime {
    let server: MCPServer
    /// What runs in the background, in the order it is started; it is stopped in reverse.
    let services: [any Service]
    /// What of it must not wait for the first answer, because that may wait for it; idle until it is needed.
    let feeds: [any Service]
    /// What is got ready ahead of the first call, in a process that is there for many.
    let preparations: [any Service]
    /// What stands behind the server.
    let health: Health
    /// What of it decides whether the server can do its work.
    let readiness: Health
    /// What it answers over HTTP beside MCP, REST and pages.
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
