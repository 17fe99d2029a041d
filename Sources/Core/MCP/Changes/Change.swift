import JSONFormat
import Text

/// A change that clients can subscribe to.
public enum Change: Sendable {
    /// The list of tools has changed.
    case tools
    /// The list of prompts has changed.
    case prompts
    /// The list of resources has changed.
    case resources
    /// The contents of a resource have changed, or it is gone.
    case resource(uri: String)
    /// A task has changed; it is told to its own caller alone.
    case task(number: Int64)
}

extension Change: Hashable {
    /// Whether two changes are the same, URIs byte by byte.
    public static func == (left: Change, right: Change) -> Bool {
        switch (left, right) {
        case (.tools, .tools), (.prompts, .prompts), (.resources, .resources): true
        case (.resource(let left), .resource(let right)): BytewiseString(left) == BytewiseString(right)
        case (.task(let left), .task(let right)): left == right
        default: false
        }
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .tools: hasher.combine(0)
        case .prompts: hasher.combine(1)
        case .resources: hasher.combine(2)
        case .resource(let uri): hasher.combine(BytewiseString(uri))
        case .task(let number): hasher.combine(number)
        }
    }
}

/// Which changes a subscriber wants.
struct ChangeFilter: Sendable, Hashable {
    var tools = false
    var prompts = false
    var resources = false
    var uris: Set<BytewiseString> = []
    var tasks: Set<Int64> = []

    /// Whether it lets through changes of what only callers who may read can see.
    var needsReading: Bool { prompts || resources || !uris.isEmpty }

    func wants(_ change: Change) -> Bool {
        switch change {
        case .tools: tools
        case .prompts: prompts
        case .resources: resources
        case .resource(let uri): uris.contains(BytewiseString(uri))
        case .task(let number): tasks.contains(number)
        }
    }

    /// Every change this lets through, for when it is not known what has changed.
    var everything: [Change] {
        var changes: [Change] = []
        if tools { changes.append(.tools) }
        if prompts { changes.append(.prompts) }
        if resources { changes.append(.resources) }
        return changes + uris.sorted().map { .resource(uri: $0.text) } + tasks.sorted().map { .task(number: $0) }
    }
}

extension Change {
    /// The notification of this change, as part of a subscription or, in the older revisions, on its own.
    func notification(subscription: RequestID?) -> [UInt8] {
        var params: JSONObject = [:]
        if let subscription { params["_meta"] = [MetaKey.subscriptionID: subscription.json] }
        let method: String
        switch self {
        case .tools: method = "notifications/tools/list_changed"
        case .prompts: method = "notifications/prompts/list_changed"
        case .resources: method = "notifications/resources/list_changed"
        case .resource(let uri):
            method = "notifications/resources/updated"
            params["uri"] = .string(uri)
        case .task: preconditionFailure("a task is told by its state")
        }
        var message: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
        if !params.isEmpty { message["params"] = .object(params) }
        return JSON.object(message).serialized()
    }
}
