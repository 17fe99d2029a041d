/// An error that answers a request, as JSON-RPC and MCP number them.
struct RPCError: Error, Hashable {
    let code: Int64
    let message: String
    var data: JSON?

    /// Valid JSON, but no request.
    static func invalidRequest(_ message: String) -> RPCError { RPCError(code: -32600, message: message) }

    static func unknownMethod(_ method: String) -> RPCError {
        RPCError(code: -32601, message: "Method not found: \(method)")
    }

    /// Bad parameters, an unknown tool or cursor, a missing key of `_meta`.
    static func invalidParams(_ message: String) -> RPCError { RPCError(code: -32602, message: message) }

    static func internalError(_ message: String) -> RPCError { RPCError(code: -32603, message: message) }

    static func unsupportedVersion(_ requested: String) -> RPCError {
        let supported = ProtocolRevision.stateless.map { JSON.string($0.version) }
        return RPCError(
            code: -32022,
            message: "Unsupported protocol version",
            data: ["supported": .array(supported), "requested": .string(requested)]
        )
    }
}
