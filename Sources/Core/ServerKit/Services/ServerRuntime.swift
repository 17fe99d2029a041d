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
        // A read-only server begins no work that could outlast its call.
        let keeper =
            settings.tools.isReadOnly
            ? nil
            : TaskKeeper(
                TaskStore(
                    server: Server.name,
                    database: resources.database,
                    pointed: paddle.pointedWork,
                    setting: paddle.setting(of:)
                ),
                logger: logger
            )
        var description = ServerDescription(
            name: Server.name,
            title: Server.title,
            version: paddleVersion,
            instructions: Server.instructions,
            tools: { paddle.tools(shownBy: settings.tools, keeper) },
            describeError: explain
        )
        description.resources = paddle.resources
        if !Server.views.isEmpty {
            // First: some clients look at one page of the list alone.
            description.resources.insert(ViewResources(Server.views), at: 0)
            description.extensions[Extension.apps] = [:]
        }
        description.prompts = paddle.prompts
        description.changes.resources = !Server.changeChannels.isEmpty
        description.tasks = keeper
        if keeper != nil { description.extensions[Extension.tasks] = [:] }
        description.stateKey = {
            settings.requestStateKey.map { Array($0.utf8) } ?? StateKey.load(home: settings.home, logger: logger)
        }
        description.limit = try CallLimits(settings.serving)
        description.memory = ByteBudget(
            processBytes: settings.serving.callMemory,
            callerBytes: settings.serving.callerMemory
        )
        (paddle as? any ServerDescribing)?.complete(&description)
        let feed = ChangeFeed(
            channels: Server.changeChannels + (keeper == nil ? [] : [.tasks]),
            hub: description.hub,
            resources: resources
        )
        if !Server.changeChannels.isEmpty { description.watchChanges = { try await feed.watch(Server.changeChannels) } }
        description.watchTasks = { try await feed.watch([.tasks]) }
        let expiry = ExpiredRows(database: resources.database, logger: logger)
        description.layers = [
            AuditLayer(server: Server.name, database: resources.database, expiry: expiry, logger: logger)
        ]
        server = MCPServer(description, logger: logger)
        let tasks = keeper.map { [runner = server.runner] keeper in
            TaskService(keeper, runner: runner, places: settings.serving.takenTasks) {
                Server.toolsets.flatMap(paddle.tools(of:)).filter { $0.description.taskLifetime != nil }
            }
        }
        var services: [any Service] = [DatabaseService(database: resources.database, logger: logger)]
        services += paddle.services
        if let tasks { services += [expiry, tasks] + paddle.workers }
        self.services = services
        feeds = [feed]
        preparations = Server.embeds ? [Warmup(resources)] : []
        routes = paddle.routes
        let checks = paddle.checkList(resources, database: resources.database)
        health = Health(checks)
        readiness = Health(checks.deciding)
    }
}
