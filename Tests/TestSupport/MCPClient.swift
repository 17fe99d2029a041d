import Subprocess

/// The client's end of one server's pipes.
///
/// It sends what it is told to, well-formed or not, keeps everything that comes back, and finds the reply to a
/// request by its id. Waiting is polling for a condition, so that a cancelled test stops waiting.
package actor MCPClient {
    /// How long to wait for a reply. A guard against hanging, not a measurement.
    package static let replyLimit = Duration.seconds(60)

    /// The revision in use: settled by `open`, and how requests are shaped from then on.
    package private(set) var revision = Revision.r20251125

    /// Every message of the server so far.
    package private(set) var received: [JSONValue] = []

    private(set) var transcript: [TranscriptEntry] = []
    private let log: ServerLog
    private var process: ServedProcess?
    private var nextID = 1

    private let outgoing: AsyncStream<[UInt8]>
    private let outgoingEnd: AsyncStream<[UInt8]>.Continuation
    private var outputHasEnded = false

    /// Requests by id, so that a reply can be judged by what it answers.
    private var asked: [JSONValue: TranscriptEntry] = [:]
    private var replies: [JSONValue: Reply] = [:]

    /// How much had been received when a request was sent.
    private var beginnings: [JSONValue: Int] = [:]
    private var cancelled: Set<JSONValue> = []
    private var progress = ProgressWatch()

    /// What the server did against the rules that hold for every test.
    private(set) var faults: [String] = []

    init(log: ServerLog) {
        self.log = log
        (outgoing, outgoingEnd) = AsyncStream.makeStream()
    }

    /// Shapes what is sent from now on after a revision.
    package func use(_ revision: Revision) { self.revision = revision }

    func attach(to process: ServedProcess) { self.process = process }
}

// MARK: - Sending

extension MCPClient {
    /// Sends a request and waits for its reply.
    ///
    /// A modern client adds its claim to `_meta`, without the members that the given `_meta` has as null.
    /// `judged: false` says that the request breaks the schema on purpose.
    package func request(
        _ method: String,
        _ params: JSONValue? = nil,
        id: JSONValue? = nil,
        as revision: Revision? = nil,
        judged: Bool = true
    ) async throws -> Reply {
        try await reply(
            to: try send(method, params, id: id, as: revision, judged: judged),
            within: Self.replyLimit
        )
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
        var message: JSONValue = ["jsonrpc": "2.0", "id": id, "method": .string(method)]
        message["params"] = revision.isModern ? claiming(params ?? [:]) : params
        let line = try message.serialized
        let tool = params?["name"]?.string
        let entry = TranscriptEntry(
            from: .client,
            revision: revision.rawValue,
            line: line,
            method: method,
            tool: tool
        )
        asked[id] = entry
        replies[id] = nil
        beginnings[id] = received.count
        progress.requestSent(id, token: params?["_meta"]?["progressToken"])
        if judged { transcript.append(entry) }
        write(line)
        return id
    }

    /// Sends a notification.
    package func notify(_ method: String, _ params: JSONValue? = nil, judged: Bool = true) throws {
        var message: JSONValue = ["jsonrpc": "2.0", "method": .string(method)]
        message["params"] = params
        let line = try message.serialized
        if judged {
            transcript.append(.init(from: .client, revision: revision.rawValue, line: line, method: method))
        }
        write(line)
    }

    /// Cancels a request that is still unanswered. From now on an answer to it is a fault.
    package func cancel(_ id: JSONValue) throws {
        guard replies[id] == nil else { throw TestSupportError("request \(id) was answered before it was cancelled") }
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
            asked[id] = .init(from: .client, revision: revision.rawValue, line: "", method: method)
            replies[id] = nil
        }
        outgoingEnd.yield(bytes)
    }

    /// Ends the server's input.
    package func closeInput() { outgoingEnd.finish() }

    private func claiming(_ params: JSONValue) -> JSONValue {
        var params = params
        let own = params["_meta"]?.object ?? [:]
        params["_meta"] = .object(Revision.claim.merging(own) { _, own in own }.filter { $1 != .null })
        return params
    }

    private func write(_ line: String) { outgoingEnd.yield(Array(line.utf8) + [0x0A]) }

    private func freshID() -> JSONValue {
        defer { nextID += 1 }
        return .int(nextID)
    }

    /// Writes what is sent, in order, until the input is closed or the server no longer reads.
    func pump(into writer: StandardInputWriter) async {
        for await bytes in outgoing {
            guard (try? await writer.write(bytes)) != nil else { break }
        }
        try? await writer.finish()
    }
}

// MARK: - Receiving

extension MCPClient {
    /// Takes one line of the server's standard output.
    func receive(_ line: String) {
        guard let message = try? JSONValue(parsing: line), message.object != nil || message.array != nil else {
            faults.append("not protocol, on standard output: \(line.prefix(300))")
            return
        }
        received.append(message)
        if let batch = message.array {
            transcript.append(.init(from: .server, revision: Revision.r20250326.rawValue, line: line))
            for element in batch { file(element, line: (try? element.serialized) ?? line) }
        } else {
            file(message, line: line)
        }
    }

    private func file(_ message: JSONValue, line: String) {
        var entry = TranscriptEntry(from: .server, revision: revision.rawValue, line: line)
        if let method = message["method"]?.string {
            entry.method = method
            if message["id"] != nil { faults.append("a request of the server: \(line.prefix(300))") }
            if method == "notifications/progress", let fault = progress.fault(in: message["params"]) {
                faults.append(fault)
            }
        } else if let id = message["id"], let request = asked.removeValue(forKey: id) {
            entry = request
            entry.from = .server
            entry.line = line
            let before = received[(beginnings[id] ?? 0)...].filter { $0["method"] != nil }
            replies[id] = Reply(message: message, line: line, notifications: before)
            progress.replyArrived(id)
            if cancelled.contains(id) { faults.append("an answer to a cancelled request: \(line.prefix(300))") }
        } else {
            faults.append("an answer that nobody asked for: \(line.prefix(300))")
        }
        transcript.append(entry)
    }

    func outputEnded() { outputHasEnded = true }

    /// The reply to a request, waited for.
    package func reply(to id: JSONValue, within limit: Duration = replyLimit) async throws -> Reply {
        try await wait(within: limit, for: "reply to request \(id)") { replies[id] != nil }
        return replies[id]!
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
        try await wait(within: limit, for: method) { condition(notifications(method)) }
    }

    private func wait(within limit: Duration, for what: String, _ condition: () -> Bool) async throws {
        let deadline = ContinuousClock.now + limit
        while !condition() {
            if outputHasEnded { throw TestSupportError("the server's output ended before \(what)") }
            guard ContinuousClock.now < deadline else { throw TestSupportError("no \(what) within \(limit)") }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}

// MARK: - The process

extension MCPClient {
    /// Sends the server a signal.
    package func signal(_ number: Int32) { process?.signal(number) }

    /// Whether the server exits by itself within the limit.
    package func waitForExit(limit: Duration = Server.exitLimit) async -> Bool {
        await process?.waitForExit(limit: limit) ?? true
    }
}

// MARK: - As over any transport

extension MCPClient: MCPConnection {
    package func start(
        _ method: String,
        _ params: JSONValue?,
        as revision: Revision?,
        judged: Bool
    ) throws -> JSONValue {
        try send(method, params, as: revision, judged: judged)
    }

    package func notifications(during id: JSONValue) -> [JSONValue] {
        if let reply = replies[id] { return reply.notifications }
        return received[(beginnings[id] ?? 0)...].filter { $0["method"] != nil }
    }

    package func checkOpen(_ id: JSONValue) throws {
        if outputHasEnded { throw TestSupportError("the server's output ended") }
    }
}
