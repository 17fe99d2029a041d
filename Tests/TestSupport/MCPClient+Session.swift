extension MCPClient {
    /// Opens as a client of a revision does, and lists the tools, so that what they return can be judged.
    package func open(_ revision: Revision) async throws {
        use(revision)
        if revision.isModern {
            _ = try await request("server/discover").result
        } else {
            let answer = try await initialize(revision.rawValue).result
            guard answer["protocolVersion"] == .string(revision.rawValue) else {
                throw TestSupportError("asked for \(revision), got \(answer["protocolVersion"] ?? nil)")
            }
            try notify("notifications/initialized")
        }
        _ = try await request("tools/list").result
    }

    /// The first request of a legacy client.
    package func initialize(_ version: String) async throws -> Reply {
        try await request(
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
        return ToolOutcome(result: try await request("tools/call", params).result)
    }

    /// Calls a tool and returns what it answered. A failure of the tool is thrown.
    package func value(_ tool: String, _ arguments: JSONValue) async throws -> JSONValue {
        try await call(tool, arguments).value
    }

    /// Asks the server for a sign of life in the words of the revision.
    package func ping() async throws {
        _ = try await request(revision.isModern ? "server/discover" : "ping").result
    }
}
