import Foundation
import Glibc
import Subprocess

/// The client's end of one server's pipes.
///
/// It sends what it is told to, well-formed or not, keeps everything that comes back, and finds the reply to a
/// request by its id. Waiting is polling for a condition, so that a cancelled test stops waiting.
package actor MCPClient {
    /// How long to wait for a reply. A guard against hanging, not a measurement.
    package static let replyLimit = Duration.seconds(120)

    /// The revision in use: settled by `open`, and how requests are shaped from then on.
    package private(set) var revision = Revision.r20251125

    /// Every message of the server so far.
    package private(set) var received: [JSONValue] = []

    private(set) var transcript = Transcript()
    private let log: ServerLog
    private var process: ProcessIdentifier?
    private var nextID = 1

    private let outgoing: AsyncStream<[UInt8]>
    private let outgoingEnd: AsyncStream<[UInt8]>.Continuation
    private var outputHasEnded = false

    /// Requests by id, so that a reply can be judged by what it answers.
    private var asked: [JSONValue: Transcript.Entry] = [:]
    private var replies: [JSONValue: Reply] = [:]
    private var unclaimed: Set<JSONValue> = []
    private var impostors: [String] = []

    init(log: ServerLog) {
        self.log = log
        (outgoing, outgoingEnd) = AsyncStream.makeStream()
    }

    /// Shapes what is sent from now on after a revision.
    package func use(_ revision: Revision) { self.revision = revision }

    func attach(to process: ProcessIdentifier) { self.process = process }
}

// MARK: - Sending

extension MCPClient {
    /// Sends a request and waits for its reply.
    ///
    /// A modern client adds its claim to `_meta`. `judged: false` says that the request breaks the schema on purpose.
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
        let entry = Transcript.Entry(
            from: .client,
            revision: revision.rawValue,
            line: line,
            method: method,
            tool: tool
        )
        expectReply(to: id, entry)
        if judged { transcript.record(entry) }
        write(line)
        return id
    }

    /// Sends a notification.
    package func notify(_ method: String, _ params: JSONValue? = nil, judged: Bool = true) throws {
        var message: JSONValue = ["jsonrpc": "2.0", "method": .string(method)]
        message["params"] = params
        let line = try message.serialized
        if judged {
            transcript.record(.init(from: .client, revision: revision.rawValue, line: line, method: method))
        }
        write(line)
    }

    /// Sends a line as it is, and says which reply it may get: without `asking`, any reply to it is a fault.
    package func sendLine(_ line: String, asking id: JSONValue? = nil, method: String? = nil) {
        sendBytes(Array(line.utf8) + [0x0A], asking: id, method: method)
    }

    /// Sends bytes as they are, the line's end included or not.
    package func sendBytes(_ bytes: [UInt8], asking id: JSONValue? = nil, method: String? = nil) {
        if let id {
            let entry = Transcript.Entry(from: .client, revision: revision.rawValue, line: "", method: method)
            expectReply(to: id, entry)
        }
        outgoingEnd.yield(bytes)
    }

    /// Ends the server's input.
    package func closeInput() { outgoingEnd.finish() }

    private func claiming(_ params: JSONValue) -> JSONValue {
        var params = params
        let own = params["_meta"]?.object ?? [:]
        params["_meta"] = .object(Revision.claim.merging(own) { _, own in own })
        return params
    }

    private func write(_ line: String) { outgoingEnd.yield(Array(line.utf8) + [0x0A]) }

    private func freshID() -> JSONValue {
        defer { nextID += 1 }
        return .int(nextID)
    }

    private func expectReply(to id: JSONValue, _ entry: Transcript.Entry) {
        asked[id] = entry
        replies[id] = nil
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
            transcript.recordStray(line)
            return
        }
        received.append(message)
        if let batch = message.array {
            transcript.record(.init(from: .server, revision: Revision.r20250326.rawValue, line: line))
            for element in batch { file(element, line: (try? element.serialized) ?? line) }
        } else {
            file(message, line: line)
        }
    }

    private func file(_ message: JSONValue, line: String) {
        if let method = message["method"]?.string {
            transcript.record(.init(from: .server, revision: revision.rawValue, line: line, method: method))
            if message["id"] != nil { impostors.append("a request of the server: \(line.prefix(300))") }
            return
        }
        guard let id = message["id"], let request = asked.removeValue(forKey: id) else {
            transcript.record(.init(from: .server, revision: revision.rawValue, line: line))
            impostors.append("a reply that nobody asked for: \(line.prefix(300))")
            return
        }
        var entry = request
        entry.from = .server
        entry.line = line
        transcript.record(entry)
        replies[id] = Reply(message: message, line: line)
        unclaimed.insert(id)
    }

    func outputEnded() { outputHasEnded = true }

    /// The reply to a request, waited for.
    package func reply(to id: JSONValue, within limit: Duration = replyLimit) async throws -> Reply {
        try await wait(within: limit, for: "the reply to request \(id)") { replies[id] != nil }
        unclaimed.remove(id)
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

    /// What the server did against the rules that hold for every test.
    var faults: [String] {
        impostors + transcript.strayLines.map { "not protocol, on standard output: \($0.prefix(300))" }
            + unclaimed.map { "a reply that no one may expect: \(replies[$0]?.line.prefix(300) ?? "")" }
    }
}

// MARK: - The process

extension MCPClient {
    /// Sends the server a signal.
    package func signal(_ number: Int32) {
        guard let process else { return }
        kill(process.value, number)
    }

    /// Whether the server exits by itself within the limit.
    package func waitForExit(limit: Duration = Server.exitLimit) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while !hasExited {
            guard ContinuousClock.now < deadline, (try? await Task.sleep(for: .milliseconds(2))) != nil else {
                return false
            }
        }
        return true
    }

    private var hasExited: Bool {
        guard let process else { return true }
        var descriptor = pollfd(fd: process.processDescriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&descriptor, 1, 0) == 1
    }
}
