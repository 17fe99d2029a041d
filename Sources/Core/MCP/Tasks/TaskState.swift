package import FoundationEssentials
package import JSONFormat
package import OrderedCollections

/// Long work of a tool as its caller sees it: MCP's extension Tasks, `io.modelcontextprotocol/tasks`.
package struct TaskState: Sendable {
    package enum Status: Sendable {
        case working
        /// It waits for answers to these questions, by their keys: requests as MCP words them.
        case inputRequired(OrderedDictionary<String, JSON>)
        /// The call has its result, as ``ToolResult/kept``; it may be that of a tool that failed.
        case completed(JSONObject)
        /// Something went wrong that is not the tool's own result.
        case failed(RPCError)
        case cancelled
    }

    /// The name by which its caller asks for it.
    package let id: String
    /// Its number within the database, by which changes are announced.
    package let number: Int64
    package let status: Status
    /// How far it is, or why it ended.
    package let message: String?
    package let createdAt: Date
    /// When it last changed; asking for it changes nothing.
    package let updatedAt: Date
    /// When it is forgotten, at the earliest.
    package let expiresAt: Date

    package init(
        id: String,
        number: Int64,
        status: Status,
        message: String?,
        createdAt: Date,
        updatedAt: Date,
        expiresAt: Date
    ) {
        self.id = id
        self.number = number
        self.status = status
        self.message = message
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.expiresAt = expiresAt
    }

    /// Whether nothing more will happen to it.
    package var isOver: Bool {
        switch status {
        case .working, .inputRequired: false
        case .completed, .failed, .cancelled: true
        }
    }
}

extension TaskState.Status {
    /// The status by its name on the wire.
    package var name: String {
        switch self {
        case .working: "working"
        case .inputRequired: "input_required"
        case .completed: "completed"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }
}

extension TaskState {
    /// The members that every message about it has.
    private var commonMembers: JSONObject {
        var members: JSONObject = ["taskId": .string(id), "status": .string(status.name)]
        members["statusMessage"] = message.map(JSON.string)
        members["createdAt"] = Timestamp.text(createdAt).map(JSON.string)
        members["lastUpdatedAt"] = Timestamp.text(updatedAt).map(JSON.string)
        members["ttlMs"] = .int(Int64((expiresAt.timeIntervalSince(createdAt) * 1000).rounded()))
        if !isOver { members["pollIntervalMs"] = .int(pollMilliseconds) }
        return members
    }

    /// What answers the call that began it: it has neither a result nor questions yet.
    var handle: JSONObject { commonMembers }

    /// What answers a question for it, and what notifies of its changes.
    var members: JSONObject {
        var members = commonMembers
        switch status {
        case .working, .cancelled: break
        case .inputRequired(let requests):
            members["inputRequests"] = .object(JSONObject(uniqueKeysWithValues: requests.map { ($0.key, $0.value) }))
        case .completed(let kept): members["result"] = .object(Self.result(kept))
        case .failed(let error): members["error"] = .object(error.members)
        }
        return members
    }

    /// A result with its content, which repeats the structured result for clients that show their model no other.
    private static func result(_ kept: JSONObject) -> JSONObject {
        guard kept["content"] == nil, let structured = kept["structuredContent"] else { return kept }
        let text: JSON = ["type": "text", "text": .string(String(decoding: structured.serialized(), as: UTF8.self))]
        let content: JSONObject = ["content": [text]]
        return content.merging(kept)
    }

    /// How long to wait before asking again: work that has lasted long will last longer.
    private var pollMilliseconds: Int64 {
        switch Date.now.timeIntervalSince(createdAt) {
        case ..<10: 500
        case ..<120: 2_000
        default: 10_000
        }
    }

    /// A change of it, as part of a subscription.
    func notification(subscription: RequestID) -> [UInt8] {
        var params = members
        params["_meta"] = [MetaKey.subscriptionID: subscription.json]
        let message: JSON = ["jsonrpc": "2.0", "method": "notifications/tasks", "params": .object(params)]
        return message.serialized()
    }
}
