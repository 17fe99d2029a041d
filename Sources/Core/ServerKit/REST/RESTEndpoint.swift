import HTTP
import HTTPTypes
import JSONFormat
import MCP

/// The tools of a server over REST: the routes that the server declares, and for every tool `POST /api/v1/tools/NAME`.
struct RESTEndpoint: Sendable {
    static let documentPath = "/api/v1/openapi.json"

    private let operations: [RESTOperation]
    private let bulk: [RESTBulkOperation]
    private let runner: ToolRunner
    private let document: OpenAPI

    /// - Parameters:
    ///   - declared: The routes that the server declares; those of tools that are not shown are left out.
    ///   - asksForTokens: Whether callers over HTTP must send a token.
    init<Server: PaddleServer>(_ server: Server.Type, runner: ToolRunner, asksForTokens: Bool) {
        let tools = runner.tools
        var known: Set<String> = []
        let declared = (Server.rest + [.task, .taskCancellation]).compactMap { route in
            tools[route.tool].map { tool in
                // Of several routes to one tool, the first has its name alone.
                let others = known.insert(route.tool).inserted ? [] : ["by"] + PathTemplate(route.path).variables
                return RESTOperation(route, id: ([route.tool] + others).joined(separator: "_"), tool: tool)
            }
        }
        let direct = tools.visible(to: Set(Scope.allCases)).map { tool in
            let name = tool.description.name
            return RESTOperation(RESTRoute(.post, "/api/v1/tools/\(name)", tool: name), id: "call_\(name)", tool: tool)
        }
        operations = declared + direct
        bulk = Server.bulk.compactMap { route in tools[route.tool].map { RESTBulkOperation(route: route, tool: $0) } }
        self.runner = runner
        document = OpenAPI(
            title: Server.title,
            version: paddleVersion,
            description: Server.abstract,
            operations: operations,
            asksForTokens: asksForTokens
        )
    }

    var routes: [Route] { operations.map { $0.route(runner) } + bulk.map { $0.route(runner) } + [description] }

    /// The routes that describe the others to programs.
    private var description: Route {
        var options = RouteOptions()
        options.acceptsCookie = true
        return Route(.get, Self.documentPath, access: .caller, options: options) { request in
            let scopes = (request.caller ?? .local).scopes
            return .json(document.json(for: scopes))
        }
    }
}
