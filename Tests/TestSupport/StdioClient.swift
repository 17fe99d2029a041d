import Subprocess

/// The client's end of one server's pipes.
package actor StdioClient {
    package nonisolated let process: ServedProcess

    /// The revision in use: settled by `open`, and how requests are shaped from then on.
    package private(set) var revision = Revision.r20251125

    private(set) var received: [JSONValue] = []
    private(set) var transcript: [TranscriptEntry] = []
    private(set) var faults: [String] = []

    private var nextID = 1
    private var exchanges: [JSONValue: Exchange] = [:]
    private var cancelled: Set<JSONValue> = []

    private let outgoing: AsyncStream<[UInt8]>
    private let outgoingEnd: AsyncStream<[UInt8]>.Continuation
    private var outputHasEnded = false

    init(process: ServedProcess) {
        self.process = process
        (outgoing, outgoingEnd) = AsyncStream.makeStream()
    }
}

// MARK: - Sending

extension StdioClient: MCPClient {
    package func use(_ revision: Revision) { self.revision = revision }

    package func start(
        _ method: String,
        _ params: JSONValue?,
        as revision: Revision?,
        judged: Bool
    ) throws -> JSONValue {
        try send(method, params, as: revision, judged: judged)
    }

    /// Sends a request and waits for its reply. `judged: false` says that it breaks the schema on purpose.
    package func request(
        _ method: String,
        _ params: JSONValue? = nil,
        id: JSONValue? = nil,
        as revision: Revision? = nil,
        judged: Bool = true
    ) async throws -> Reply {
        try await reply(to: try send(method, params, id: id, as: revision, judged: judged))
    }

    /// Sends a request and does not wait: `reply(to:)` does.
    @discardableResult
    package func send(
        _ method: String,
        _ params: JSONValue? = nil,
        id: JSONValue? = nil,
        as revision: Revision? = nil,
        judged: Bool = true
    ) throws -> JSONValue {
        let revision = revision ?? self.revision
        let id = id ?? freshID()
        let exchange = try Exchange(method, params, id: id, as: revision)
        exchanges[id] = exchange
        if judged { transcript.append(exchange.request) }
        sendLine(exchange.request.line)
        return id
    }

    package func notify(_ method: String, _ params: JSONValue? = nil, judged: Bool = true) throws {
        let line = try Revision.notification(method, params).serialized
        if judged { transcript.append(.init(from: .client, revision, line, method: method)) }
        sendLine(line)
    }

    /// Cancels a request that is still unanswered. From now on an answer to it is a fault.
    package func cancel(_ id: JSONValue) throws {
        guard exchanges[id]?.reply == nil else {
            throw TestSupportError("request \(id) was answered before it was cancelled")
        }
        cancelled.insert(id)
        try notify("notifications/cancelled", ["requestId": id, "reason": "the test says so"])
    }

    /// Sends a line as it is. `asking` names the requests in it that are to be answered, each with its method: any
    /// other answer is a fault.
    package func sendLine(_ line: String, asking requests: [JSONValue: String] = [:]) {
        sendBytes(Array(line.utf8) + [0x0A], asking: requests)
    }

    /// Sends bytes as they are, a line's end included or not.
    package func sendBytes(_ bytes: [UInt8], asking requests: [JSONValue: String] = [:]) {
        for (id, method) in requests {
            exchanges[id] = Exchange(request: TranscriptEntry(from: .client, revision, "", method: method))
        }
        outgoingEnd.yield(bytes)
    }

    /// Ends the server's input.
    package func closeInput() { outgoingEnd.finish() }

    private func freshID() -> JSONValue {
        defer { nextID += 1 }
        return .int(nextID)
    }
}

// MARK: - Receiving

extension StdioClient {
    private func file(_ message: JSONValue, line: String) {
        if let method = message["method"]?.string {
            transcript.append(.init(from: .server, revision, line, method: method))
            if message["id"] != nil { faults.append("a request of the server: \(line.prefix(300))") }
            if method == "notifications/progress", let fault = takeProgress(message["params"]) { faults.append(fault) }
            for id in exchanges.keys where exchanges[id]?.reply == nil { exchanges[id]?.notifications.append(message) }
        } else if let id = message["id"], let exchange = exchanges[id], exchange.reply == nil {
            transcript.append(exchange.request.answered(by: line))
            exchanges[id]?.reply = Reply(message: message, line: line, notifications: exchange.notifications)
            if cancelled.contains(id) { faults.append("an answer to a cancelled request: \(line.prefix(300))") }
        } else {
            transcript.append(.init(from: .server, revision, line))
            faults.append("an answer that nobody asked for: \(line.prefix(300))")
        }
    }

    private func takeProgress(_ params: JSONValue?) -> String? {
        guard let id = exchanges.first(where: { $1.awaitsProgress(params?["progressToken"]) })?.key else {
            return "progress that no running request asked for: \(params ?? nil)"
        }
        return exchanges[id]?.takeProgress(params)
    }

    package func reply(to id: JSONValue, within limit: Duration) async throws -> Reply {
        try await wait(within: limit, for: "reply to request \(id)") { exchanges[id]?.reply }
    }

    package func notifications(during id: JSONValue) -> [JSONValue] { exchanges[id]?.notifications ?? [] }

    package func checkOpen(_ id: JSONValue) throws {
        if outputHasEnded { throw TestSupportError("the server's output ended") }
    }

    /// Notifications of one kind so far.
    package func notifications(_ method: String) -> [JSONValue] {
        received.filter { $0["method"]?.string == method }
    }

    /// Waits until notifications of a kind satisfy a condition.
    package func waitForNotifications(
        _ method: String,
        within limit: Duration = replyLimit,
        _ condition: ([JSONValue]) -> Bool = { !$0.isEmpty }
    ) async throws {
        try await wait(within: limit, for: method) { condition(notifications(method)) ? () : nil }
    }

    private func wait<Value>(
        within limit: Duration,
        for what: String,
        _ find: () -> Value?
    ) async throws -> Value {
        try await awaited(what, within: limit) {
            if let found = find() { return found }
            if outputHasEnded { throw TestSupportError("the server's output ended before \(what)") }
            return nil
        }
    }
}

// MARK: - The server's program

extension StdioClient: ServedClient {
    /// Writes what is sent, in order, until the input is closed or the server no longer reads.
    func pump(into writer: StandardInputWriter) async {
        for await bytes in outgoing {
            guard (try? await writer.write(bytes)) != nil else { break }
        }
        try? await writer.finish()
    }

    func receive(_ line: String) {
        guard let message = try? JSONValue(parsing: line), message.object != nil || message.array != nil else {
            faults.append("not protocol, on standard output: \(line.prefix(300))")
            return
        }
        received.append(message)
        if let batch = message.array {
            transcript.append(.init(from: .server, .r20250326, line))
            for element in batch { file(element, line: (try? element.serialized) ?? line) }
        } else {
            file(message, line: line)
        }
    }

    func outputEnded() { outputHasEnded = true }

    func waitUntilServed() {}

    func endServer() { closeInput() }

    func close() {}
}
