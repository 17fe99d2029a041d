package import HTTP
import HTTPTypes
package import Metrics

/// A server's endpoint of MCP's Streamable HTTP, as routes: one path, no sessions.
package struct MCPEndpoint: Sendable {
    /// Limits on one batch.
    package struct BatchLimits: Sendable {
        /// How many messages it may hold.
        package var messages: Int
        /// How many of its calls run at the same time.
        package var calls: Int

        package init(messages: Int = 500, calls: Int = 8) {
            self.messages = messages
            self.calls = calls
        }
    }

    /// How often the token of an open subscription is checked when there is nothing to send.
    static let authorizationInterval = Duration.seconds(2)

    let server: MCPServer
    /// The path without a trailing slash; the path with one is served as well.
    package let path: String
    /// The argument of tools that a path behind ``path`` stands for, as the bank in `/mcp/{bank}`; nil for none.
    package let scopedBy: String?
    package var batchLimits = BatchLimits()
    let metrics: RequestMetrics

    /// - Parameter metrics: Where requests and subscriptions are counted; by default the factory of the whole process.
    package init(
        _ server: MCPServer,
        path: String = "/mcp",
        scopedBy: String? = nil,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.server = server
        self.path = path
        self.scopedBy = scopedBy
        self.metrics = RequestMetrics(transport: "http", factory: metrics)
    }

    package var routes: [Route] {
        var options = RouteOptions()
        options.refusal = Self.response
        options.requestFields = ["mcp-protocol-version", "mcp-method", "mcp-name", "mcp-session-id"]
        options.observer = metrics
        options.scopes = server.scopes
        let scoped = scopedBy.map { ["\(path)/{\($0)}", "\(path)/{\($0)}/"] } ?? []
        return ([path, path + "/"] + scoped).map { path in
            .exchange(.post, path, access: .caller, options: options, work: answer)
        }
    }

    private static func response(_ problem: HTTPProblem) -> RouteResponse {
        var problem = problem
        if problem.status == .methodNotAllowed {
            problem.detail = "MCP takes POST only; there are no sessions, and subscriptions/listen opens a stream"
        }
        let reply = Refusal(problem).reply
        return RouteResponse(reply.status, fields: reply.fields, body: .bytes(reply.body))
    }

    @concurrent
    private func answer(_ exchange: Exchange) async throws {
        let accepted = try acceptedTypes(exchange)
        switch try await outcome(exchange) {
        case .reply(let reply):
            try await send(reply, exchange, accepted)
        case .call(let call):
            try await answer(call, exchange, accepted)
        case .batch(let calls, let answers):
            try await answer(calls, answers, exchange, accepted)
        case .listen(let listen):
            try await serve(listen, exchange, accepted)
        }
    }

    /// Reads the body, which is not kept beside what is made of it.
    @concurrent
    private func outcome(_ exchange: Exchange) async throws(HTTPProblem) -> MessageOutcome {
        let bytes = try await exchange.wholeBody()
        defer { exchange.releaseBody() }
        do throws(Refusal) {
            return try outcome(of: bytes, exchange)
        } catch {
            return .reply(error.reply)
        }
    }

    private func acceptedTypes(_ exchange: Exchange) throws(HTTPProblem) -> AcceptedTypes {
        guard exchange.fields.mediaType == "application/json" else {
            throw HTTPProblem(.unsupportedMediaType, "Content-Type must be application/json")
        }
        let accepted = AcceptedTypes(exchange.fields[.accept])
        guard accepted.json || accepted.events else {
            throw HTTPProblem(.notAcceptable, "Accept must allow application/json or text/event-stream")
        }
        return accepted
    }
}

extension RequestMetrics: RequestObserver {
    func record(_ request: RequestRecord) {
        let outcome = request.outcome ?? request.status.map { Outcome.status($0.code).label } ?? Outcome.cancelled.label
        record(method: request.operation, outcome: outcome, duration: request.duration)
    }
}

extension HTTPField.Name {
    static let protocolVersion = Self("MCP-Protocol-Version")!
    static let mcpMethod = Self("Mcp-Method")!
    static let mcpName = Self("Mcp-Name")!
}
