import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL
import Subprocess

/// A client of one server over HTTP.
///
/// Each request is a POST of its own, read as it comes in, so that a test sees what is told while a call still runs.
package actor StreamableHTTPClient: MCPClient {
    package nonisolated let process: ServedProcess

    /// The lines on standard output: the URL alone.
    private let printed = ServerLog()

    package private(set) var revision = Revision.r20251125

    /// What is shown as `Authorization`.
    private var token: String?

    private let http: HTTPClient
    private var nextID = 1
    private var exchanges: [JSONValue: HTTPExchange] = [:]
    private var tasks: [JSONValue: Task<Void, Never>] = [:]
    private(set) var received: [JSONValue] = []
    private(set) var transcript: [TranscriptEntry] = []
    private(set) var faults: [String] = []

    init(process: ServedProcess, trusting certificate: String?) {
        self.process = process
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = .seconds(20)
        if let certificate {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(certificate)
            configuration.tlsConfiguration = tls
        }
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func use(_ revision: Revision) { self.revision = revision }

    /// Shows a bearer token from now on, or none.
    package func use(token: String?) { self.token = token }
}

// MARK: - Requests

extension StreamableHTTPClient {
    package func start(
        _ method: String,
        _ params: JSONValue?,
        as revision: Revision?,
        judged: Bool
    ) throws -> JSONValue {
        try send(method, params, as: revision, judged: judged)
    }

    /// Sends a request and waits for its reply.
    package func request(
        _ method: String,
        _ params: JSONValue? = nil,
        id: JSONValue? = nil,
        as revision: Revision? = nil,
        headers: [String: String?] = [:],
        judged: Bool = true
    ) async throws -> Reply {
        let id = try send(method, params, id: id, as: revision, headers: headers, judged: judged)
        return try await reply(to: id)
    }

    /// Sends a request and does not wait. A modern client adds its claim to `_meta`, without the members that the given
    /// `_meta` has as null, and the headers that repeat the body; `headers` go before those, null leaves one out.
    /// `judged: false` says that the request breaks the schema on purpose.
    @discardableResult
    package func send(
        _ method: String,
        _ params: JSONValue? = nil,
        id: JSONValue? = nil,
        as revision: Revision? = nil,
        headers: [String: String?] = [:],
        judged: Bool = true
    ) throws -> JSONValue {
        let revision = revision ?? self.revision
        let id = id ?? freshID()
        let exchange = try Exchange(method, params, id: id, as: revision)
        exchanges[id] = HTTPExchange(exchange)
        if judged { transcript.append(exchange.request) }
        let own = self.headers(for: method, params, revision).merging(headers) { _, given in given }
        let request = self.request(to: endpoint, method: "POST", headers: own, body: exchange.request.line)
        tasks[id] = Task { await perform(request, for: id) }
        return id
    }

    package func notify(_ method: String, _ params: JSONValue?, judged: Bool) async throws {
        let line = try Revision.notification(method, params).serialized
        if judged { transcript.append(.init(from: .client, revision, line, method: method)) }
        let answer = try await post(line, headers: headers(for: method, params, revision))
        guard answer.status == 202, answer.text.isEmpty else {
            throw TestSupportError("a notification was answered with \(answer.status): \(answer.text.prefix(300))")
        }
    }

    /// Hangs up: the answer is not waited for any more.
    package func hangUp(_ id: JSONValue) async {
        tasks[id]?.cancel()
        await tasks[id]?.value
    }

    private func freshID() -> JSONValue {
        defer { nextID += 1 }
        return .int(nextID)
    }

    private func headers(for method: String, _ params: JSONValue?, _ revision: Revision) -> [String: String?] {
        var headers: [String: String?] = [:]
        // Only once a revision is agreed on, where it has to be.
        if revision >= .r20250618, revision.isModern || method != "initialize" {
            headers["MCP-Protocol-Version"] = revision.rawValue
        }
        guard revision.isModern else { return headers }
        headers["Mcp-Method"] = method
        switch method {
        case "tools/call", "prompts/get": headers["Mcp-Name"] = params?["name"]?.string
        case "resources/read": headers["Mcp-Name"] = params?["uri"]?.string
        default: break
        }
        return headers
    }
}

// MARK: - Plain HTTP

extension StreamableHTTPClient {
    /// Posts a body as it is to the endpoint.
    package func post(_ body: String, headers: [String: String?] = [:]) async throws -> HTTPAnswer {
        try await fetch("POST", endpoint, headers: headers, body: body)
    }

    /// Asks for a path of the server.
    package func get(_ path: String, headers: [String: String?] = [:]) async throws -> HTTPAnswer {
        try await fetch("GET", origin + path, headers: headers, body: nil)
    }

    /// Makes one HTTP request of any kind.
    package func fetch(
        _ method: String,
        _ url: String,
        headers: [String: String?] = [:],
        body: String?
    ) async throws -> HTTPAnswer {
        let request = request(to: url, method: method, headers: headers, body: body)
        let response = try await http.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 16 << 20)
        return HTTPAnswer(head: HTTPHead(response), text: String(buffer: bytes))
    }

    /// The scheme, host and port.
    package nonisolated var origin: String { String(endpoint.dropLast("/mcp".count)) }

    /// The URL of the endpoint.
    package nonisolated var endpoint: String { Self.endpoint(in: printed.all.first ?? "") ?? "" }

    private static func endpoint(in line: String) -> String? {
        line.wholeMatch(of: /Listening on (https?:\/\/127\.0\.0\.1:[0-9]+\/mcp)/).map { String($0.output.1) }
    }

    private func request(
        to url: String,
        method: String,
        headers: [String: String?],
        body: String?
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        var fields: [String: String?] = ["Accept": "application/json, text/event-stream"]
        if let body {
            fields["Content-Type"] = "application/json"
            request.body = .bytes(ByteBuffer(string: body))
        }
        fields["Authorization"] = token.map { "Bearer \($0)" }
        for (name, value) in fields.merging(headers, uniquingKeysWith: { _, given in given }) {
            if let value { request.headers.add(name: name, value: value) }
        }
        return request
    }
}

// MARK: - Answers

extension StreamableHTTPClient {
    package func reply(to id: JSONValue, within limit: Duration) async throws -> Reply {
        try await awaited("the reply to request \(id)", within: limit) {
            guard let exchange = exchanges[id] else { throw TestSupportError("request \(id) was never sent") }
            if exchange.hasEnded, let reply = exchange.exchange.reply { return reply }
            if let failure = exchange.failure { throw TestSupportError("request \(id) broke off: \(failure)") }
            if exchange.hasEnded { throw TestSupportError("the answer to request \(id) ended without a result") }
            return nil
        }
    }

    package func notifications(during id: JSONValue) -> [JSONValue] { exchanges[id]?.exchange.notifications ?? [] }

    /// The status and fields of an answer, as soon as they are there.
    package func head(of id: JSONValue) -> HTTPHead? { exchanges[id]?.head }

    package func checkOpen(_ id: JSONValue) throws {
        guard let exchange = exchanges[id], exchange.hasEnded || exchange.failure != nil else { return }
        throw TestSupportError(
            "the stream has ended: \(exchange.exchange.reply?.line ?? exchange.failure ?? "without an answer")"
        )
    }

    @concurrent
    private nonisolated func perform(_ request: HTTPClientRequest, for id: JSONValue) async {
        do {
            let response = try await http.execute(request, timeout: .minutes(10))
            let head = HTTPHead(response)
            await begin(head, for: id)
            if head.mediaType == "text/event-stream" {
                var parser = EventStreamParser()
                for try await buffer in response.body {
                    for data in parser.add(buffer.readableBytesView) { await take(data, for: id) }
                }
            } else {
                let text = String(buffer: try await response.body.collect(upTo: 64 << 20))
                await take(text, for: id)
            }
            await end(id, nil)
        } catch {
            await end(id, "\(error)")
        }
    }

    private func begin(_ head: HTTPHead, for id: JSONValue) { exchanges[id]?.head = head }

    private func take(_ text: String, for id: JSONValue) {
        guard let message = try? JSONValue(parsing: text), message.object != nil else {
            return faults.append("not JSON, in answer to request \(id): \(text.prefix(300))")
        }
        received.append(message)
        if let fault = exchanges[id]?.take(message, line: text, id: id) { faults.append(fault) }
        // What a refusal says outside the protocol has no schema.
        guard message["jsonrpc"] != nil, let request = exchanges[id]?.exchange.request else { return }
        transcript.append(request.answered(by: text, method: message["method"]?.string))
    }

    private func end(_ id: JSONValue, _ failure: String?) {
        exchanges[id]?.failure = failure
        exchanges[id]?.hasEnded = true
    }
}

// MARK: - The server's program

extension StreamableHTTPClient: ServedClient {
    func pump(into writer: StandardInputWriter) async { try? await writer.finish() }

    func receive(_ line: String) {
        printed.append(line)
        if printed.all.count > 1 { faults.append("more than one line on standard output: \(line.prefix(300))") }
    }

    func outputEnded() {}

    /// Waits for the URL that the server prints when it listens.
    func waitUntilServed() async throws {
        try await eventually("the server listens") {
            if printed.all.isEmpty, process.hasExited { throw TestSupportError("the server exited before it listened") }
            return !printed.all.isEmpty
        }
        if endpoint.isEmpty { throw TestSupportError("the first line on standard output is \(printed.text)") }
    }

    func endServer() { process.signal(SIGTERM) }

    func close() async {
        for task in tasks.values { task.cancel() }
        for task in tasks.values { await task.value }
        try? await http.shutdown()
    }
}

extension HTTPHead {
    fileprivate init(_ response: HTTPClientResponse) {
        self.init(status: Int(response.status.code), fields: response.headers.map { (name: $0.name, value: $0.value) })
    }
}
