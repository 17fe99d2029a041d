import HTTPTypes

/// A whole answer, ready to be written.
struct HTTPReply: Sendable {
    var status: HTTPResponse.Status
    var fields: HTTPFields = [:]
    var body: [UInt8] = []
    /// What metrics call it.
    var outcome: RequestMetrics.Outcome

    /// A JSON-RPC message.
    init(_ status: HTTPResponse.Status = .ok, json body: [UInt8], code: Int64? = nil) {
        self.status = status
        self.body = body
        outcome = code.map { .error(code: $0) } ?? .result
        fields[.contentType] = "application/json"
        fields[.contentLength] = String(body.count)
    }

    /// No body at all.
    init(_ status: HTTPResponse.Status) {
        self.status = status
        outcome = .status(status.code)
        // RFC 9110 section 8.6: there must be no length where there can be no body.
        if status != .noContent { fields[.contentLength] = "0" }
    }

    init(_ answer: HTTPAnswer) {
        status = HTTPResponse.Status(code: (200..<600).contains(answer.status) ? answer.status : 500)
        body = answer.body
        outcome = .status(answer.status)
        for (name, value) in answer.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        fields[.contentType] = answer.contentType
        fields[.contentLength] = String(body.count)
    }
}

extension HTTPReply {
    /// What a page of an allowed origin may send.
    static let preflight: HTTPReply = {
        var reply = HTTPReply(.noContent)
        reply.fields = [
            .accessControlAllowMethods: "POST, OPTIONS",
            .accessControlAllowHeaders: "content-type, authorization, accept, mcp-protocol-version, mcp-method, "
                + "mcp-name, mcp-session-id",
            .accessControlMaxAge: "3600",
        ]
        return reply
    }()
}

/// Why a request is not served. Every refusal has a JSON-RPC error as its body: a client that gets HTML in its place
/// looks for a login page.
struct HTTPRefusal: Error {
    let status: HTTPResponse.Status
    let error: RPCError
    var id: RequestID?
    var fields: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ error: RPCError, to id: RequestID? = nil, fields: HTTPFields = [:]) {
        self.status = status
        self.error = error
        self.id = id
        self.fields = fields
    }

    /// A refusal that has to do with HTTP alone.
    init(_ status: HTTPResponse.Status, _ message: String, fields: HTTPFields = [:]) {
        self.init(status, .invalidRequest(message), fields: fields)
    }

    var reply: HTTPReply {
        var reply = HTTPReply(status, json: ResponseEncoder.error(error, to: id), code: error.code)
        // What HTTP refuses says more by its status than by the code that all such errors share.
        if error.code == -32600 || error.code == -32603 { reply.outcome = .status(status.code) }
        for field in fields { reply.fields.append(field) }
        return reply
    }
}

extension HTTPField.Name {
    static let protocolVersion = Self("MCP-Protocol-Version")!
    static let mcpMethod = Self("Mcp-Method")!
    static let mcpName = Self("Mcp-Name")!
    static let traceParent = Self("traceparent")!
    static let host = Self("Host")!
    static let noBuffering = Self("X-Accel-Buffering")!
}
