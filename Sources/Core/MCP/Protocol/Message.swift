import Async
import HTTP
import JSONFormat

/// One JSON-RPC message from a client, by what it asks of the server.
enum Message {
    case request(Request)
    case notification(method: String, params: JSONObject)
    /// A malformed request whose id can be read: the error is its answer.
    case refused(RequestID, RPCError)
    /// A message that a server must not answer; the reason is for the log.
    case ignored(reason: String)

    init(_ value: JSON) {
        guard case .object(let members) = value else {
            self = .ignored(reason: "not an object")
            return
        }
        guard let method = members["method"] else {
            self = .ignored(reason: "no method, and this server expects no responses")
            return
        }
        guard let idValue = members["id"] else {
            self = Self.notification(members)
            return
        }
        guard let id = RequestID.answering(idValue) else {
            self = .ignored(reason: "the id is neither a string nor a 64-bit integer")
            return
        }
        guard members["jsonrpc"] == "2.0" else {
            self = .refused(id, .invalidRequest("jsonrpc must be \"2.0\""))
            return
        }
        if case .refused = id {
            self = .refused(id, .unusableID)
            return
        }
        guard case .string(let name) = method else {
            self = .refused(id, .invalidRequest("method must be a string"))
            return
        }
        switch members["params"] ?? .null {
        case .null: self = .request(Request(id: id, method: name, params: [:]))
        case .object(let params): self = .request(Request(id: id, method: name, params: params))
        default: self = .refused(id, .invalidParams("params must be an object"))
        }
    }

    private static func notification(_ members: JSONObject) -> Message {
        guard members["jsonrpc"] == "2.0" else { return .ignored(reason: "not JSON-RPC 2.0") }
        guard case .string(let name)? = members["method"] else { return .ignored(reason: "method is not a string") }
        return .notification(method: name, params: members["params"]?.objectValue ?? [:])
    }

    /// The message, with the memory that it takes.
    func holding(_ memory: ByteReservation) -> Message {
        guard case .request(var request) = self else { return self }
        request.memory = memory
        return .request(request)
    }

    /// Whether this opens a connection, which no batch may.
    var isHandshake: Bool {
        guard case .request(let request) = self else { return false }
        return request.method == Method.initialize.rawValue
    }

    /// Whether it names its own revision, one of those without a handshake.
    var claimsRevision: Bool {
        switch self {
        case .request(let request): request.claimsRevision
        case .notification(_, let params): params["_meta"]?[MetaKey.protocolVersion] != nil
        case .refused, .ignored: false
        }
    }

    /// The message as part of a batch; the revisions without a handshake have no batches.
    var inBatch: Message {
        guard case .request(let request) = self, request.claimsRevision, !isHandshake else { return self }
        let error = RPCError.invalidRequest("A message that names its own revision must not stand in an array")
        return .refused(request.id, error)
    }

    /// Whether exactly one answer is due, unless the client cancels.
    var isAnswered: Bool {
        switch self {
        case .request, .refused: true
        case .notification, .ignored: false
        }
    }
}

/// A well-formed request.
struct Request: Sendable {
    let id: RequestID
    let method: String
    let params: JSONObject
    /// The memory that its parameters take, reserved for as long as anything refers to it.
    var memory: ByteReservation?
}

extension Request {
    private var meta: JSONObject? { params["_meta"]?.objectValue }

    /// Whether the request speaks a stateless revision: it carries the version key, whatever its value.
    var claimsRevision: Bool { meta?[MetaKey.protocolVersion] != nil }

    /// The stateless revision this request claims, once its envelope is checked.
    func claimedRevision() throws(RPCError) -> ProtocolRevision {
        guard case .string(let version)? = meta?[MetaKey.protocolVersion] else {
            throw .invalidParams("_meta must hold \(MetaKey.protocolVersion), a string")
        }
        guard case .object? = meta?[MetaKey.clientCapabilities] else {
            throw .invalidParams("_meta must hold \(MetaKey.clientCapabilities), an object")
        }
        guard let revision = ProtocolRevision.stateless.first(where: { $0.version == version }) else {
            throw .unsupportedVersion(version)
        }
        return revision
    }

    /// What the client declares that it can do, in this request.
    var clientCapabilities: JSONObject? { meta?[MetaKey.clientCapabilities]?.objectValue }

    /// The lowest level of log messages the client wants for this request; nil for none.
    var logLevel: LogLevel? { meta?[MetaKey.logLevel]?.stringValue.flatMap(LogLevel.init) }

    /// The trace this request is part of.
    var trace: TraceContext? { meta?["traceparent"]?.stringValue.flatMap(TraceContext.init) }

    /// A parameter that must be a string.
    func requiredText(_ name: String) throws(RPCError) -> String {
        guard case .string(let text)? = params[name] else {
            throw .invalidParams("\(method) needs \(name), a string")
        }
        return text
    }

    /// The cursor of a list, or nil where the client asks for the first page.
    func cursor() throws(RPCError) -> String? {
        switch params["cursor"] ?? .null {
        case .null: return nil
        case .string(let text): return text
        default: throw .invalidParams("cursor must be a string")
        }
    }

    /// The token under which the client wants progress; it is returned unchanged, like an id.
    var progressToken: RequestID? { meta?["progressToken"].flatMap(RequestID.init) }
}

/// Names of `_meta` members that the protocol reserves.
enum MetaKey {
    static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
    static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
    static let serverInfo = "io.modelcontextprotocol/serverInfo"
    static let logLevel = "io.modelcontextprotocol/logLevel"
    static let subscriptionID = "io.modelcontextprotocol/subscriptionId"
}
