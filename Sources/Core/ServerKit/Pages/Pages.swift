import HTTP
import HTTPTypes
import JSONFormat
import MCP
import OrderedCollections

/// The pages of a server: its own at `/`, and the views it declares at `/views/NAME`. They are for those who may read;
/// where tokens are asked for, others are asked to sign in.
struct Pages: Sendable {
    private let server: JSONObject
    private let health: Health
    private let tools: @Sendable () -> ToolCatalogue
    private let asksForTokens: Bool
    private let front: LazyView
    private let signIn: LazyView
    private let views: [LazyView]

    init<Server: PaddleServer>(_ server: Server.Type, _ runtime: ServerRuntime, endpoint: String, asksForTokens: Bool) {
        self.server = [
            "name": .string(Server.name), "title": .string(Server.title), "version": .string(paddleVersion),
            "instructions": .string(Server.instructions), "endpoint": .string(endpoint),
            "api": .string(RESTEndpoint.documentPath),
        ]
        self.asksForTokens = asksForTokens
        health = runtime.health
        tools = { runtime.server.runner.tools }
        let own = viewFiles.map(LazyView.init)
        front = own.first { $0.name == "server" }!
        signIn = own.first { $0.name == "sign-in" }!
        views = Server.views.map(LazyView.init)
    }

    var routes: [Route] {
        let front = Route(.get, "/", access: .scope(.read), options: options) { request in
            page(self.front, try await frontData(request))
        }
        return [front]
            + views.map { view in
                Route(.get, "/views/\(view.name)", access: .scope(.read), options: options) { request in
                    page(view, data(request))
                }
            }
    }

    private var options: RouteOptions {
        var options = RouteOptions()
        options.acceptsCookie = true
        options.refusal = { problem in
            guard problem.status == .unauthorized else { return problem.response }
            var response = page(signIn, ["server": .object(server)])
            response.status = problem.status
            response.fields.append(contentsOf: problem.fields)
            return response
        }
        return options
    }

    private func page(_ view: LazyView, _ data: JSONObject) -> RouteResponse {
        let page = view.view.page(boot: JSON.object(data).serialized())
        return RouteResponse(.ok, fields: page.headers, body: .bytes(page.body))
    }

    /// What every page is told.
    private func data(_ request: RouteRequest) -> JSONObject {
        // A token in a header is no session that could be ended.
        ["server": .object(server), "signedIn": .bool(asksForTokens && request.fields[.authorization] == nil)]
    }

    private func frontData(_ request: RouteRequest) async throws -> JSONObject {
        var data = data(request)
        data["checks"] = .array(await health.findings().map(\.json))
        let scopes = request.caller?.scopes ?? []
        data["tools"] = .array(tools().visible(to: scopes).map(\.description.json))
        data["views"] = .array(views.map { ["name": .string($0.name), "title": .string($0.title)] })
        return data
    }
}

extension Finding {
    fileprivate var json: JSON {
        var members: JSONObject = ["name": .string(check.name), "state": .string(status), "text": .string(text)]
        members["remedy"] = remedy.map(JSON.string)
        return .object(members)
    }
}
