import Logging
import Metrics
import OrderedCollections
import Synchronization

@testable import HTTP
@testable import JSONFormat
@testable import MCP

/// A server of this process behind a socket of the loopback.
final class HTTPServer: Sendable {
    let port: Int
    let transport: HTTPTransport
    let server: MCPServer
    /// The transport has come to its end.
    let ended: Event

    private init(_ port: Int, _ transport: HTTPTransport, _ server: MCPServer, _ ended: Event) {
        self.port = port
        self.transport = transport
        self.server = server
        self.ended = ended
    }

    /// Runs a server for as long as the body does; at its end the transport must come to its own end.
    static func with<R: Sendable>(
        _ tools: [any ToolHandler] = [TestTool.echo],
        authorizer: (any Authorizer)? = nil,
        routes: [HTTPRoute] = [],
        logger: Logger = .init(label: "test") { _ in SwiftLogNoOpLogHandler() },
        metrics: any MetricsFactory = NOOPMetricsHandler.instance,
        describe: (inout ServerDescription) -> Void = { _ in },
        configure: (inout HTTPConfiguration) -> Void = { _ in },
        _ body: @Sendable (HTTPServer) async throws -> R
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
        var configuration = HTTPConfiguration(port: 0)
        configuration.limits = .patient
        configure(&configuration)
        let (addresses, listening) = AsyncStream<HTTPListenAddress>.makeStream()
        let transport = HTTPTransport(
            server: server,
            configuration: configuration,
            authorizer: authorizer,
            routes: routes,
            logger: logger,
            metrics: metrics
        ) {
            listening.yield($0)
            listening.finish()
        }
        let ended = Event()
        let running = Task {
            defer {
                ended.happen()
                listening.finish()
            }
            try await transport.run()
        }
        var iterator = addresses.makeAsyncIterator()
        guard let port = await iterator.next()?.port else {
            try await running.value
            throw ToolError("the server did not listen")
        }
        let result: Result<R, any Error>
        do {
            result = .success(try await body(HTTPServer(port, transport, server, ended)))
        } catch {
            result = .failure(error)
        }
        transport.stop()
        try await running.value
        return try result.get()
    }

    func connect() throws -> HTTPConnection { try HTTPConnection(port: port) }

    /// The text of a POST; fields given replace those that are always there, and an empty text leaves one out.
    func post(_ body: String, path: String = "/mcp", _ fields: Fields = [:]) -> String {
        request("POST", path, body: body, fields)
    }

    func request(
        _ method: String,
        _ path: String,
        body: String? = nil,
        _ fields: Fields = [:]
    ) -> String {
        var all: Fields = ["Host": "127.0.0.1:\(port)"]
        if let body {
            all.pairs += [
                ("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream"),
                ("Content-Length", String(body.utf8.count)),
            ]
        }
        let sent = all.replaced(by: fields).pairs.map { "\($0.name): \($0.value)\r\n" }.joined()
        return "\(method) \(path) HTTP/1.1\r\n\(sent)\r\n\(body ?? "")"
    }

    /// Sends one request over a connection of its own.
    func ask(_ request: String, toHead: Bool = false) async throws -> HTTPConnection.Answer {
        let connection = try connect()
        try await connection.send(request)
        return try await connection.answer(toHead: toHead)
    }

    /// Sends a message of a client that shook hands.
    func ask(legacy body: String, _ fields: Fields = [:]) async throws -> HTTPConnection.Answer {
        try await ask(post(body, fields))
    }

    /// The text of a request that names its revision, with the headers it needs.
    func modern(
        _ id: JSON,
        _ method: String,
        _ params: JSONObject = [:],
        meta: JSONObject = [:],
        _ extra: Fields = [:]
    ) -> String {
        let name = params["name"]?.stringValue ?? params["uri"]?.stringValue ?? ""
        var fields: Fields = ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method]
        if !name.isEmpty { fields.pairs.append(("Mcp-Name", name)) }
        return post(Messages.modern(id, method, params, meta: meta), fields.replaced(by: extra))
    }
}

/// Header fields, in order; a name may come twice.
struct Fields: ExpressibleByDictionaryLiteral {
    var pairs: [(name: String, value: String)]

    init(dictionaryLiteral elements: (String, String)...) {
        pairs = elements.map { ($0, $1) }
    }

    /// These, but those given in the place of those with their names; an empty value leaves a field out.
    func replaced(by others: Fields) -> Fields {
        var result = self
        result.pairs.removeAll { pair in others.pairs.contains { $0.name.lowercased() == pair.name.lowercased() } }
        result.pairs += others.pairs.filter { !$0.value.isEmpty }
        return result
    }
}

extension HTTPLimits {
    /// Bounds whose times no slow machine reaches; beyond those of ``HTTPConnection``, so that a test that waits for what
    /// must come of its own accord fails.
    static var patient: Self {
        var limits = Self()
        limits.headerTimeout = .seconds(600)
        limits.idleTimeout = .seconds(600)
        limits.bodyTimeout = .seconds(600)
        limits.writeTimeout = .seconds(600)
        limits.pingInterval = .seconds(600)
        limits.shutdown = .seconds(60)
        return limits
    }
}
