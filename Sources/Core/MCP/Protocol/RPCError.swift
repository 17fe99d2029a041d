import Async
import JSONFormat

/// An error that answers a request, with the codes of JSON-RPC and MCP.
struct RPCError: Error, Hashable {
    let code: Int64
    let message: String
    var data: JSON?

    /// Valid JSON, but not a request.
    static func invalidRequest(_ message: String) -> RPCError { RPCError(code: -32600, message: message) }

    /// An array of messages, under a revision that has none.
    static let unexpectedBatch = invalidRequest(
        "Send one message at a time; only \(ProtocolRevision.v20250326.version) has arrays of them"
    )

    /// Not valid JSON, or past the limits of what is read.
    static func unreadable(_ error: JSONSyntaxError) -> RPCError {
        RPCError(code: -32700, message: "The message cannot be read. \(error)")
    }

    /// The id is JSON, but not one that a request may have.
    static let unusableID = invalidRequest("id must be a string of whole characters, or an integer of 64 bits")

    static func unknownMethod(_ method: String) -> RPCError {
        RPCError(code: -32601, message: "Method not found: \(method)")
    }

    /// Bad parameters, an unknown tool or cursor, a missing key of `_meta`.
    static func invalidParams(_ message: String) -> RPCError { RPCError(code: -32602, message: message) }

    static func unknownTool(_ name: String) -> RPCError { .invalidParams("Unknown tool: \(name)") }

    static func internalError(_ message: String) -> RPCError { RPCError(code: -32603, message: message) }

    /// The client has not declared a capability that the request needs.
    static func missingCapabilities(_ names: [String]) -> RPCError {
        RPCError(
            code: -32021,
            message: "Missing required client capability: \(names.joined(separator: ", "))",
            data: ["requiredCapabilities": .object(JSONObject(uniqueKeysWithValues: names.map { ($0, [:]) }))]
        )
    }

    /// An HTTP header is missing, malformed or contradicts the message.
    static func headerMismatch(_ message: String) -> RPCError { RPCError(code: -32020, message: message) }

    /// No resource has this URI. The code depends on the revision.
    static func noResource(_ uri: String, in revision: ProtocolRevision) -> RPCError {
        RPCError(
            code: revision.era == .stateless ? -32602 : -32002,
            message: "Resource not found: \(uri)",
            data: ["uri": .string(uri)]
        )
    }

    static func unsupportedVersion(_ requested: String) -> RPCError {
        let supported = ProtocolRevision.stateless.map { JSON.string($0.version) }
        return RPCError(
            code: -32022,
            message: "Unsupported protocol version",
            data: ["supported": .array(supported), "requested": .string(requested)]
        )
    }
}

extension RPCError {
    /// The memory that a caller, or all callers, may hold is full.
    init(_ error: ByteBudgetExceeded) {
        self = error.scope == .request ? .invalidRequest(error.description) : .internalError(error.description)
    }
}
