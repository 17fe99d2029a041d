public import ArgumentParser
import Async
public import HTTP
public import MCP
public import Migration
import Postgres
public import ServiceLifecycle

/// One of the servers: everything the shared runtime must know to make a process of it.
public protocol PaddleServer: Sendable {
    /// The name of the executable, the MCP server and the database sessions.
    static var name: String { get }
    /// The name shown to people.
    static var title: String { get }
    /// What the server is for, in one line of help.
    static var abstract: String { get }
    /// What the server is for and in which order to use its tools, for the model; at most 2,048 characters.
    static var instructions: String { get }
    /// The migrations of its tables, in the order to apply them.
    static var migrations: [MigrationSet] { get }
    /// Whether it embeds texts: only then is there a model to set, to load ahead and to check.
    static var embeds: Bool { get }
    /// Its settings beyond those of every server; read with ``Settings/subscript(_:)``.
    static var settings: [any SettingDeclaration] { get }
    /// Its subcommands beyond those of every server; ``ServerOptions`` opens the server in them.
    static var commands: [any AsyncParsableCommand.Type] { get }

    /// Makes the server on resources that are not started yet; this must do no work.
    init(resources: ServerResources)

    /// The names of its groups of tools, in the order they are listed; an operator chooses which of them are shown. None
    /// is called `all`.
    static var toolsets: [String] { get }

    /// Those that are shown where the operator chooses none.
    static var defaultToolsets: [String] { get }

    /// The tools of a group, in the order they are listed.
    func tools(of toolset: String) -> [any ToolHandler]

    /// Arguments that the list of tools names only where a group of tools is shown, by the name of that.
    static var argumentsOfToolsets: [String: String] { get }

    /// The argument of its tools that an endpoint of MCP may be for alone: with `bank`, a client at `/mcp/travel` reaches
    /// the bank `travel` and no other. The server looks at ``RequestContext/endpointScope`` wherever it finds what belongs
    /// to one. nil for none.
    static var endpointArgument: String? { get }

    /// The resources.
    var resources: [any ResourceProvider] { get }

    /// The prompts, in the order they are listed.
    var prompts: [any PromptHandler] { get }

    /// The channels on which the database announces changes of the resources.
    static var changeChannels: [ChangeChannel] { get }

    /// The REST routes of its tools. Every tool can also be called with `POST /api/v1/tools/NAME`.
    static var rest: [RESTRoute] { get }

    /// The REST routes that take many items at once.
    static var bulk: [RESTBulkRoute] { get }

    /// Its views: pages at `/views/NAME`, besides the one that every server has at `/`, and in clients of MCP Apps the
    /// results of the tools that name them.
    static var views: [ViewFile] { get }

    /// What it answers over HTTP besides MCP, REST and pages.
    var routes: [Route] { get }

    /// What runs alongside the tools, from the first answer on.
    var services: [any Service] { get }

    /// What works behind the calls and writes by itself; it runs like the services, but not in a read-only server.
    var workers: [any Service] { get }

    /// What a call of a tool means in this process alone, as by a setting that it relies on: only processes in which it
    /// means the same go on with each other's work.
    func setting(of tool: String) -> String

    /// The kinds of work with rows of their own that its tasks point to.
    var pointedWork: [any PointedWork] { get }

    /// Checks of what it depends on beyond what every server does, for `doctor`, `/readyz` and its page.
    var checks: [Check] { get }

    /// Does the work that a call has left to the services, for a process that calls one tool and exits.
    func finishPendingWork() async throws
}

/// The version of everything that is built from this package.
public let paddleVersion = "0.1.0"

extension PaddleServer {
    /// It embeds nothing.
    public static var embeds: Bool { false }
    /// All.
    public static var defaultToolsets: [String] { toolsets }
    /// None.
    public static var argumentsOfToolsets: [String: String] { [:] }
    /// None.
    public static var endpointArgument: String? { nil }
    /// None.
    public static var settings: [any SettingDeclaration] { [] }
    /// None.
    public static var commands: [any AsyncParsableCommand.Type] { [] }
    /// None.
    public var resources: [any ResourceProvider] { [] }
    /// None.
    public var prompts: [any PromptHandler] { [] }
    /// None.
    public static var changeChannels: [ChangeChannel] { [] }
    /// None.
    public static var rest: [RESTRoute] { [] }
    /// None.
    public static var bulk: [RESTBulkRoute] { [] }
    /// None.
    public static var views: [ViewFile] { [] }
    /// None.
    public var routes: [Route] { [] }
    /// None.
    public var services: [any Service] { [] }
    /// None.
    public var workers: [any Service] { [] }
    /// None.
    public var checks: [Check] { [] }
    /// The same everywhere.
    public func setting(of tool: String) -> String { "" }
    /// None.
    public var pointedWork: [any PointedWork] { [] }
    /// There is nothing to do.
    public func finishPendingWork() async throws {}
}

extension PaddleServer {
    /// The server with its resources, for one run of a subcommand.
    static func make(settings: Settings) throws(SettingsError) -> (server: Self, resources: ServerResources) {
        let known = toolsets + [ToolSettings.allToolsets]
        if let unknown = settings.tools.toolsets?.first(where: { !known.contains($0) }) {
            throw SettingsError(
                "TOOLSETS: there is no \"\(ShownValue.of(unknown))\"; there are \(known.joined(separator: ", "))."
            )
        }
        let resources = ServerResources(settings: settings, migrations: allMigrations, serverName: name)
        return (Self(resources: resources), resources)
    }

    /// The server's own migrations, and those that every server has.
    static var allMigrations: [MigrationSet] { migrations + [auditMigrations] }

    /// The tools that the settings show.
    func tools(shownBy settings: ToolSettings) -> [any ToolHandler] {
        let chosen = settings.toolsets ?? Self.defaultToolsets
        let shown = chosen.contains(ToolSettings.allToolsets) ? Self.toolsets : Self.toolsets.filter(chosen.contains)
        let unlisted = Self.argumentsOfToolsets.filter { !shown.contains($0.value) }.keys
        var tools = shown.flatMap { self.tools(of: $0) }
        let views = ViewResources(Self.views).uris
        for index in tools.indices {
            tools[index].description.unlistedArguments = Set(unlisted)
            tools[index].description.showView(among: views)
        }
        for tool in tools where !tool.description.annotations.readOnly {
            precondition(tool is any AuditingToolHandler, "\(tool.description.name) writes, and so is a WritingTool")
        }
        return settings.isReadOnly ? tools.filter(\.description.annotations.readOnly) : tools
    }

    /// The same, with those that follow work that outlasts its call.
    func tools(shownBy settings: ToolSettings, _ keeper: TaskKeeper?) -> [any ToolHandler] {
        var tools = tools(shownBy: settings)
        guard let keeper, tools.contains(where: { $0.description.taskLifetime != nil }) else { return tools }
        for index in tools.indices where tools[index].description.taskLifetime != nil {
            tools[index].description = tools[index].description.outlastingItsCall
        }
        // Models read the list with every question.
        let isEndless = tools.contains { $0.description.taskLifetime != nil && !$0.description.taskEndsSoon }
        return tools + [GetTask(keeper: keeper).handler] + (isEndless ? [CancelTask(keeper: keeper).handler] : [])
    }

    /// The checks of every server, and those of this one.
    func checkList(_ resources: ServerResources, database: LazyValue<PostgresPool>) -> CheckList {
        CheckList(
            checks: Check.core(migrations: Self.allMigrations, embeds: Self.embeds) + checks,
            surroundings: Check.Surroundings(
                settings: resources.settings,
                database: database,
                logger: resources.logger,
                embedder: resources.embedder
            )
        )
    }
}
