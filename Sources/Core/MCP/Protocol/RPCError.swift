import Async
package import JSONFormat

/// An error that answers a request, with the codes of JSON-RPC and MCP.
package struct RPCError: Error, Hashable {
    package let code: Int64
    package let message: String
    package var data: JSON?

    package init(code: Int64, message: String, data: JSON? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// Its members on the wire.
    package var members: JSONObject {
        var members: JSONObject = ["code": .int(code), "message": .string(message)]
        members["data"] = data
        return members
    }

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

    package static func internalError(_ message: String) -> RPCError { RPCError(code: -32603, message: message) }

    /// The client has not declared a capability that the request needs.
    static func missingCapabilities(_ names: [String]) -> RPCError {
        RPCError(
            code: -32021,
            message: "Missing required client capability: \(names.joined(separator: ", "))",
            data: ["requiredCapabilities": .object(JSONObject(uniqueKeysWithValues: names.map { ($0, [:]) }))]
        )
    }

    /// The client has not declared, in this very request, an extension that the request needs.
    package static func missingExtension(_ name: String) -> RPCError {
        RPCError(
            code: -32021,
            message: "Missing required client capability: the extension \(name)",
            data: ["requiredCapabilities": ["extensions": [name: [:]]]]
        )
    }

    /// A task that is not there, or that is another caller's: no caller may learn which.
    static let noTask = invalidParams(
        "There is no such task. The answer to the call that began it has its taskId, and an expired one is forgotten."
    )

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
