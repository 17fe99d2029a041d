import JSONFormat

/// The members of a result, serialized, without the braces around them: what is the same in every revision.
struct ResultMembers: Sendable {
    /// What a result is, in the revisions that say so.
    enum Kind: String {
        case complete
        /// The handle of work that goes on.
        case task
        case inputRequired = "input_required"
    }

    var bytes: [UInt8]
    var kind = Kind.complete

    static let none = ResultMembers(bytes: [])

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ members: JSONObject, _ kind: Kind = .complete) {
        bytes = []
        self.kind = kind
        members.appendMembers(to: &bytes)
    }
}

/// Writes whole messages, each without the line break at its end.
struct ResponseEncoder: Sendable {
    /// The member that marks whose result it is, written once.
    private let serverInfo: [UInt8]

    init(serverInfo: JSONObject) {
        self.serverInfo = ResultMembers(["_meta": [MetaKey.serverInfo: .object(serverInfo)]]).bytes
    }

    /// A result in the form of a revision; one that is not shared is for its caller alone.
    func result(
        _ members: ResultMembers,
        of method: Method,
        to id: RequestID,
        in revision: ProtocolRevision,
        isShared: Bool
    ) -> [UInt8] {
        var bytes = Self.opening(id, reserving: members.bytes.count + serverInfo.count + 160)
        bytes.append(json: ",\"result\":{")
        switch revision.era {
        case .handshake:
            bytes.append(contentsOf: members.bytes)
        case .stateless:
            bytes.append(json: "\"resultType\":")
            bytes.append(jsonString: members.kind.rawValue)
            bytes.append(UInt8(ascii: ","))
            if !members.bytes.isEmpty {
                bytes.append(contentsOf: members.bytes)
                bytes.append(UInt8(ascii: ","))
            }
            if let hint = revision.caching[method] {
                bytes.append(json: "\"ttlMs\":")
                bytes.append(integer: hint.milliseconds)
                bytes.append(json: ",\"cacheScope\":")
                bytes.append(jsonString: hint.isShared && isShared ? "public" : "private")
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(contentsOf: serverInfo)
        }
        bytes.append(json: "}}")
        return bytes
    }

    /// The last answer of a subscription, which ends it.
    static func subscriptionEnded(_ id: RequestID) -> [UInt8] {
        var bytes = opening(id, reserving: 160)
        bytes.append(json: ",\"result\":{\"resultType\":\"complete\",")
        bytes.append(contentsOf: ResultMembers(["_meta": [MetaKey.subscriptionID: id.json]]).bytes)
        bytes.append(json: "}}")
        return bytes
    }

    /// An error; without a readable id the member is left out, since null is invalid and has crashed clients.
    static func error(_ error: RPCError, to id: RequestID?) -> [UInt8] {
        var bytes = opening(id, reserving: 160)
        bytes.append(json: ",\"error\":")
        JSON.object(error.members).append(to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// A progress notification.
    static func progress(_ token: RequestID, _ done: Double, _ total: Double?, _ message: String?) -> [UInt8] {
        var params: JSONObject = ["progressToken": token.json, "progress": number(done)]
        params["total"] = total.map(number)
        params["message"] = message.map(JSON.string)
        let notification: JSON = [
            "jsonrpc": "2.0", "method": "notifications/progress", "params": .object(params),
        ]
        return notification.serialized()
    }

    private static func opening(_ id: RequestID?, reserving capacity: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(capacity)
        bytes.append(json: "{\"jsonrpc\":\"2.0\"")
        if let id {
            bytes.append(json: ",\"id\":")
            id.append(to: &bytes)
        }
        return bytes
    }

    /// The number as JSON; whole numbers are written as 3, not 3.0.
    private static func number(_ value: Double) -> JSON {
        Int64(exactly: value).map(JSON.int) ?? .double(value)
    }
}
