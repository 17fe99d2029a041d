import HTTP
import HTTPTypes
import JSONFormat
import MCP

/// The pages of a server: its own at `/`, and the views it declares at `/views/NAME`. They are for callers who may
/// read; where tokens are required, everyone else is asked to sign in.
struct Pages: Sendable {
    private let server: JSONObject
    private let health: Health
    private let runner: ToolRunner
    private let front: View
    private let views: [View]
    /// nil where no tokens are required.
    private let signIn: SignIn?

    /// - Parameters:
    ///   - endpoint: The path of MCP.
    ///   - cookie: The cookie in which a browser keeps its user's token.
    ///   - isSecure: Whether the server is reached over TLS.
    init<Server: PaddleServer>(
        _ server: Server.Type,
        _ runtime: ServerRuntime,
        endpoint: String,
        authorizer: (any Authorizer)?,
        cookie: TokenCookie,
        isSecure: Bool
    ) {
        let name: JSONObject = ["name": .string(Server.name), "title": .string(Server.title)]
        let facts: JSONObject = [
            "version": .string(paddleVersion), "instructions": .string(Server.instructions),
            "endpoint": .string(endpoint), "api": .string(RESTEndpoint.documentPath),
        ]
        self.server = name.merging(facts)
        health = runtime.health
        runner = runtime.server.runner
        let own = viewFiles.map(View.init)
        front = own.first { $0.name == "server" }!
        let form = own.first { $0.name == "sign-in" }!
        views = Server.views.map(View.init)
        signIn = authorizer.map { authorizer in
            SignIn(authorizer: authorizer, cookie: cookie, isSecure: isSecure) { reason in
                var data: JSONObject = ["server": .object(name)]
                data["error"] = reason.map(JSON.string)
                return form.response(data)
            }
        }
    }

    var routes: [Route] {
        let front = Route(.get, "/", access: .scope(.read), options: options) { request in
            self.front.response(await frontData(request))
        }
        let others = views.map { view in
            Route(.get, "/views/\(view.name)", access: .scope(.read), options: options) { request in
                view.response(viewData(request))
            }
        }
        return [front] + others + (signIn?.routes ?? [])
    }

    private var options: RouteOptions {
        if let signIn { return signIn.pageOptions }
        return RouteOptions()
    }

    /// The data that every page gets.
    private func data(_ request: RouteRequest) -> JSONObject {
        // A token in a header is not a session that could be ended.
        ["server": .object(server), "signedIn": .bool(signIn != nil && request.fields[.authorization] == nil)]
    }

    /// What the server's own views get beside it: the names of the tools that they can call.
    private func viewData(_ request: RouteRequest) -> JSONObject {
        var data = data(request)
        data["tools"] = .array(visibleTools(request).map { .string($0.name) })
        return data
    }

    private func visibleTools(_ request: RouteRequest) -> [ToolDescription] {
        runner.tools.visible(to: request.caller?.scopes ?? []).map(\.description)
    }

    private func frontData(_ request: RouteRequest) async -> JSONObject {
        var data = data(request)
        data["checks"] = .array(await health.findings().map(\.json))
        data["tools"] = .array(visibleTools(request).map(\.json))
        data["views"] = .array(views.map { ["name": .string($0.name), "title": .string($0.title)] })
        return data
    }
}

extension View {
    fileprivate func response(_ data: JSONObject) -> RouteResponse {
        let page = self.page(boot: JSON.object(data).serialized())
        return RouteResponse(.ok, fields: page.headers, body: .bytes(page.body))
    }
}
