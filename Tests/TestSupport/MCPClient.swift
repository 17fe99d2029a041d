/// What a client of a server can do over any transport.
///
/// It sends what it is told to, well-formed or not, keeps everything that comes back, and finds the reply to a request by
/// its id. Waiting is polling for a condition, so that a cancelled test stops waiting.
package protocol MCPClient: Actor {
    /// The server's process.
    nonisolated var process: ServedProcess { get }

    /// The revision in use: how requests are shaped.
    var revision: Revision { get }

    /// Shapes what is sent from now on after a revision.
    func use(_ revision: Revision)

    /// Sends a request and does not wait: `reply(to:)` does. `judged: false` says that it breaks the schema on purpose.
    func start(_ method: String, _ params: JSONValue?, as revision: Revision?, judged: Bool) throws -> JSONValue

    /// The reply to a request, waited for.
    func reply(to id: JSONValue, within limit: Duration) async throws -> Reply

    /// Sends a notification. `judged: false` says that it breaks the schema on purpose.
    func notify(_ method: String, _ params: JSONValue?, judged: Bool) async throws

    /// The server's notifications so far that belong to a request; over a pipe all that came after it was sent.
    func notifications(during id: JSONValue) -> [JSONValue]

    /// Throws when nothing more can come that belongs to a request.
    func checkOpen(_ id: JSONValue) throws
}

/// How long to wait for a reply. A guard against hanging, not a measurement.
package let replyLimit = Duration.seconds(60)

extension MCPClient {
    /// Sends a request and waits for its reply.
    package func ask(
        _ method: String,
        _ params: JSONValue? = nil,
        as revision: Revision? = nil,
        judged: Bool = true
    ) async throws -> Reply {
        let id = try start(method, params, as: revision, judged: judged)
        return try await reply(to: id)
    }

    /// Opens as a client of a revision does, and lists the tools, so that what they return can be judged.
    package func open(_ revision: Revision) async throws {
        use(revision)
        if revision.isModern {
            _ = try await ask("server/discover").result
        } else {
            let answer = try await initialize(revision.rawValue).result
            guard answer["protocolVersion"] == .string(revision.rawValue) else {
                throw TestSupportError("asked for \(revision), got \(answer["protocolVersion"] ?? nil)")
            }
            try await notify("notifications/initialized", nil, judged: true)
        }
        _ = try await ask("tools/list").result
    }

    /// The first request of a legacy client.
    package func initialize(_ version: String) async throws -> Reply {
        try await ask(
            "initialize",
            [
                "protocolVersion": .string(version), "capabilities": [:],
                "clientInfo": ["name": "paddle-tests", "version": "1"],
            ],
            as: Revision(rawValue: version).flatMap { $0.isModern ? nil : $0 } ?? .r20251125
        )
    }

    /// Calls a tool. A JSON-RPC error in answer is thrown.
    package func call(_ tool: String, _ arguments: JSONValue = [:], meta: JSONValue? = nil) async throws -> ToolOutcome
    {
        var params: JSONValue = ["name": .string(tool), "arguments": arguments]
        params["_meta"] = meta
        return ToolOutcome(result: try await ask("tools/call", params).result)
    }

    /// Calls a tool and returns what it answered. A failure of the tool is thrown.
    package func value(_ tool: String, _ arguments: JSONValue) async throws -> JSONValue {
        try await call(tool, waiting(tool, arguments)).value
    }

    /// The arguments of a call that waits for the result, which a busy machine takes its time for.
    private func waiting(_ tool: String, _ arguments: JSONValue) -> JSONValue {
        let tools: Set = [
            "add_documents", "export_collection", "import_collection", "import_chroma", "import_qdrant",
            "manage_index", "sync_memory_bank", "export_bank", "import_bank", "evaluate_retrieval",
        ]
        guard tools.contains(tool), arguments["wait_seconds"] == nil else { return arguments }
        var arguments = arguments
        arguments["wait_seconds"] = 60
        return arguments
    }

    /// Asks the server for a sign of life in the words of the revision.
    package func ping() async throws {
        _ = try await ask(revision.isModern ? "server/discover" : "ping").result
    }

    /// The reply to a request, waited for as long as any.
    package func reply(to id: JSONValue) async throws -> Reply { try await reply(to: id, within: replyLimit) }

    /// Waits until the notifications that belong to a request satisfy a condition.
    @discardableResult
    package func waitForNotifications(
        during id: JSONValue,
        _ method: String? = nil,
        within limit: Duration = replyLimit,
        _ condition: ([JSONValue]) -> Bool = { !$0.isEmpty }
    ) async throws -> [JSONValue] {
        var found: [JSONValue] = []
        return try await awaited("\(method ?? "notification"), but \(found)", within: limit) {
            found = notifications(during: id).filter { method == nil || $0["method"]?.string == method }
            if condition(found) { return found }
            try checkOpen(id)
            return nil
        }
    }

    /// Waits for the first notification of a kind that belongs to a request.
    package func notification(_ method: String, during id: JSONValue) async throws -> JSONValue {
        try await waitForNotifications(during: id, method)[0]
    }
}
