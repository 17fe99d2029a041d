import MCP

@testable import JSONFormat

/// Builders for what clients send.
enum Messages {
    static func legacy(_ id: JSON, _ method: String, _ params: JSONObject = [:]) -> String {
        let message: JSON = ["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(params)]
        return message.description
    }

    static func modern(_ id: JSON, _ method: String, _ params: JSONObject = [:], meta: JSONObject = [:]) -> String {
        var params = params
        params["_meta"] = .object(envelope.merging(meta))
        return legacy(id, method, params)
    }

    static func initialize(_ id: JSON, _ version: String) -> String {
        legacy(
            id,
            "initialize",
            [
                "protocolVersion": .string(version), "capabilities": [:],
                "clientInfo": ["name": "test", "version": "1"],
            ]
        )
    }

    static func call(_ id: JSON, _ tool: String, _ arguments: JSON = [:], token: JSON? = nil) -> String {
        var params: JSONObject = ["name": .string(tool), "arguments": arguments]
        if let token { params["_meta"] = ["progressToken": token] }
        return legacy(id, "tools/call", params)
    }

    static func cancel(_ id: JSON) -> String {
        let message: JSON = [
            "jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": id, "reason": "test"],
        ]
        return message.description
    }

    static let envelope: JSONObject = [
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": ["name": "test", "version": "1"],
        "io.modelcontextprotocol/clientCapabilities": [:],
    ]

    static let serverInfo: JSON = ["name": "test-server", "title": "Test Server", "version": "1.2.3"]
}
