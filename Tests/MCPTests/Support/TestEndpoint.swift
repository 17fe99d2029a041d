import Async
import HTTP
import JSONFormat
import Logging
import Metrics
import TestSupport

@testable import MCP

/// A server of MCP in this process, behind a socket of the loopback.
final class TestEndpoint: Sendable {
    let server: MCPServer
    private let loopback: LoopbackServer

    private init(_ server: MCPServer, _ loopback: LoopbackServer) {
        self.server = server
        self.loopback = loopback
    }

    /// Runs a server for as long as the body does; then the server must come to its own end.
    static func with<R: Sendable>(
        _ tools: [any ToolHandler] = [TestTool.echo],
        authorizer: (any Authorizer)? = nil,
        routes: [Route] = [],
        batchLimits: MCPEndpoint.BatchLimits = .init(),
        logger: Logger = silentLogger,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance,
        describe: (inout ServerDescription) -> Void = { _ in },
        configure: (inout HTTPConfiguration) -> Void = { _ in },
        _ body: @Sendable (TestEndpoint) async throws -> R
    ) async throws -> R {
        var description = ServerDescription(
            name: "test-server",
            title: "Test Server",
            version: "1.2.3",
            instructions: "Call echo.",
            tools: { tools }
        )
        describe(&description)
        let server = MCPServer(description, logger: logger)
        var endpoint = MCPEndpoint(server, metrics: metrics)
        endpoint.batchLimits = batchLimits
        return try await LoopbackServer.with(
            routes + endpoint.routes,
            authorizer: authorizer,
            logger: logger,
            metrics: metrics,
            configure: configure
        ) { loopback in
            try await body(TestEndpoint(server, loopback))
        }
    }

    var port: Int { loopback.port }
    /// Opens when the server has come to its end.
    var ended: Latch { loopback.ended }

    func stop() { loopback.server.stop() }

    func connect() throws -> RawHTTPConnection { try loopback.connect() }

    /// The text of a POST; fields given replace those that are always there, and an empty text leaves one out.
    func post(_ body: String, path: String = "/mcp", _ fields: RawFields = [:]) -> String {
        var all: RawFields = ["Accept": "application/json, text/event-stream"]
        all.pairs.removeAll { _ in fields.pairs.contains { $0.name == "Accept" } }
        all.pairs += fields.pairs
        return request("POST", path, body: body, all)
    }

    func request(_ method: String, _ path: String, body: String? = nil, _ fields: RawFields = [:]) -> String {
        loopback.request(method, path, body: body, fields)
    }

    /// Sends one request over a connection of its own.
    func ask(_ request: String, toHead: Bool = false) async throws -> RawHTTPConnection.Answer {
        try await loopback.ask(request, toHead: toHead)
    }

    /// Sends a message of a client that shook hands.
    func ask(legacy body: String, _ fields: RawFields = [:]) async throws -> RawHTTPConnection.Answer {
        try await ask(post(body, fields))
    }

    /// The text of a request that names its revision, with the headers it needs.
    func modern(
        _ id: JSON,
        _ method: String,
        _ params: JSONObject = [:],
        meta: JSONObject = [:],
        _ extra: RawFields = [:]
    ) -> String {
        let name = params["name"]?.stringValue ?? params["uri"]?.stringValue ?? ""
        var fields: RawFields = ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method]
        if !name.isEmpty { fields.pairs.append(("Mcp-Name", name)) }
        return post(Messages.modern(id, method, params, meta: meta), fields.replaced(by: extra))
    }
}
