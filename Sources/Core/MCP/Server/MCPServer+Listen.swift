import Async
import HTTP
import JSONFormat
import Synchronization
import Text

/// A checked `subscriptions/listen`: a stream of notifications, until one side ends it.
struct Listen: Sendable {
    let id: RequestID
    let subscriber: Subscriber
    /// The scopes that its caller needs as long as it is open.
    let scopes: Set<Scope>
    let caller: Caller
    /// The tasks that were asked for.
    let tasks: [String]
}

extension MCPServer {
    /// How many subscriptions one process keeps open.
    static let listenLimit = 1024
    /// How many resources one client may subscribe to.
    static let subscribedURIs = 1000

    /// How many tasks one subscription follows.
    static let followedTasks = 100

    func listen(_ request: Request, from caller: Caller) throws(RPCError) -> Listen {
        guard let wanted = request.params["notifications"]?.objectValue else {
            throw .invalidParams("subscriptions/listen needs notifications, an object that says which ones")
        }
        var offered = description.changes
        if !caller.scopes.contains(.read) {
            // Callers who may not read resources and prompts are not notified about them either.
            offered.resources = false
            offered.prompts = false
        }
        var filter = ChangeFilter()
        filter.tools = try Self.flag("toolsListChanged", in: wanted) && offered.tools
        filter.prompts = try Self.flag("promptsListChanged", in: wanted) && offered.prompts
        filter.resources = try Self.flag("resourcesListChanged", in: wanted) && offered.resources
        switch wanted["resourceSubscriptions"] ?? .null {
        case .null: break
        case .array(let elements):
            guard elements.count <= Self.subscribedURIs else {
                throw .invalidParams(
                    "resourceSubscriptions may name at most \(Self.subscribedURIs) resources (got \(elements.count))"
                )
            }
            for element in elements {
                guard case .string(let uri) = element else {
                    throw .invalidParams("resourceSubscriptions must be an array of URIs")
                }
                guard offered.resources else { continue }
                guard mayBeSubscribed(uri) else {
                    throw .invalidParams(
                        "resourceSubscriptions: \(JSON.string(uri).sketch) names no resource of this server; "
                            + "resources/templates/list says what their URIs look like"
                    )
                }
                filter.uris.insert(BytewiseString(uri))
            }
        default: throw .invalidParams("resourceSubscriptions must be an array of URIs")
        }
        let tasks = try tasks(in: wanted, of: request)
        do throws(ByteBudgetExceeded) {
            let bytes =
                filter.uris.reduce(Self.subscriptionBytes) { $0 + Self.subscriptionBytes(of: $1.text) }
                + tasks.reduce(0) { $0 + Self.subscriptionBytes(of: $1) }
            let memory = try description.memory.reserve(bytes, for: caller.name)
            return Listen(
                id: request.id,
                subscriber: description.hub.subscribe(filter, memory),
                // A task is told to who may still do all of what began it.
                scopes: tasks.isEmpty ? (filter.needsReading ? [.read] : []) : caller.scopes,
                caller: caller,
                tasks: tasks
            )
        } catch {
            throw RPCError(error)
        }
    }

    /// The tasks that the client wants to follow.
    private func tasks(in wanted: JSONObject, of request: Request) throws(RPCError) -> [String] {
        guard let given = wanted["taskIds"], given != .null, description.tasks != nil else { return [] }
        guard request.clientCapabilities?.declares(Extension.tasks) == true else {
            throw .missingExtension(Extension.tasks)
        }
        guard case .array(let elements) = given, elements.allSatisfy({ $0.stringValue != nil }) else {
            throw .invalidParams("taskIds must be an array of the taskIds of tasks")
        }
        guard elements.count <= Self.followedTasks else {
            throw .invalidParams("taskIds may name at most \(Self.followedTasks) tasks (got \(elements.count))")
        }
        return elements.compactMap(\.stringValue)
    }

    /// Whether a resource may have this URI.
    func mayBeSubscribed(_ uri: String) -> Bool { description.resources.contains { $0.mayName(uri) } }

    /// The memory of a subscription without its URIs: a task, a queue, a timer, buffers of a connection.
    private static let subscriptionBytes = 16 << 10

    /// The memory of one URI in a subscription: it is kept once as what was asked for, and once as what has changed.
    static func subscriptionBytes(of uri: String) -> Int { 2 * (uri.utf8.count + 128) }

    private static func flag(_ name: String, in wanted: JSONObject) throws(RPCError) -> Bool {
        switch wanted[name] ?? .null {
        case .null: return false
        case .bool(let flag): return flag
        default: throw .invalidParams("\(name) must be true or false")
        }
    }

    /// Sends the acknowledgement, then every change, until the subscription ends or the task is cancelled.
    ///
    /// - Parameter send: Sends a message, and returns when there is room for another.
    /// - Returns: The last message, if one is due.
    func serve(_ listen: Listen, send: ([UInt8]) async throws -> Void) async throws -> Response? {
        let count = openSubscriptions.add(1, ordering: .relaxed).newValue
        defer { openSubscriptions.subtract(1, ordering: .relaxed) }
        guard count <= Self.listenLimit else {
            return Response(
                .internalError(
                    "\(Self.listenLimit) subscriptions are open, which is the limit; end one, or try again later"
                ),
                to: listen.id
            )
        }
        var states: [TaskState] = []
        do {
            // From the acknowledgement on, no change may be missed.
            if listen.subscriber.filter != ChangeFilter() { try await description.watchChanges() }
            if !listen.tasks.isEmpty { states = try await follow(listen) }
        } catch {
            try Task.checkCancellation()
            return Response(
                .internalError(runner.failure(of: error, in: Method.listen.rawValue).text),
                to: listen.id
            )
        }
        let ids = Dictionary(states.map { ($0.number, $0.id) }) { first, _ in first }
        try await send(Self.acknowledgement(of: listen.subscriber.filter, states.map(\.id), listen.id))
        // What happened to a task before it was followed is told now.
        for state in states { try await send(state.notification(subscription: listen.id)) }
        // The tasks that could not be read.
        var unread: Set<Int64> = []
        let isOwedAnswer = try await listen.subscriber.run { change in
            guard case .task(let number) = change else {
                return try await send(change.notification(subscription: listen.id))
            }
            guard let id = ids[number], let tasks = description.tasks else { return }
            if unread.contains(number) {
                // One round later.
                unread = []
                try await Task.sleep(for: .seconds(1))
            }
            guard unread.isEmpty else {
                unread.insert(number)
                return listen.subscriber.note([change])
            }
            let state: TaskState?
            do {
                state = try await tasks.task(id, of: listen.caller)
            } catch {
                unread.insert(number)
                return listen.subscriber.note([change])
            }
            if let state { try await send(state.notification(subscription: listen.id)) }
        }
        return isOwedAnswer ? Response(ResponseEncoder.subscriptionEnded(listen.id)) : nil
    }

    /// Has the changes of its caller's tasks noted from now on. Others are left out, as unknown resources are.
    private func follow(_ listen: Listen) async throws -> [TaskState] {
        guard let tasks = description.tasks else { return [] }
        try await description.watchTasks()
        var numbers: Set<Int64> = []
        for id in listen.tasks {
            guard let state = try await tasks.task(id, of: listen.caller) else { continue }
            numbers.insert(state.number)
        }
        listen.subscriber.change { [numbers] in $0.tasks = numbers }
        // Read once more: a change in between was noted by nobody.
        var states: [TaskState] = []
        for id in listen.tasks {
            if let state = try await tasks.task(id, of: listen.caller), numbers.remove(state.number) != nil {
                states.append(state)
            }
        }
        return states
    }

    private static func acknowledgement(
        of filter: ChangeFilter,
        _ tasks: [String],
        _ id: RequestID
    ) -> [UInt8] {
        var honoured: JSONObject = [:]
        if !tasks.isEmpty { honoured["taskIds"] = .array(tasks.map(JSON.string)) }
        if filter.tools { honoured["toolsListChanged"] = true }
        if filter.prompts { honoured["promptsListChanged"] = true }
        if filter.resources { honoured["resourcesListChanged"] = true }
        if !filter.uris.isEmpty {
            honoured["resourceSubscriptions"] = .array(filter.uris.sorted().map { .string($0.text) })
        }
        let notification: JSON = [
            "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
            "params": ["_meta": [MetaKey.subscriptionID: id.json], "notifications": .object(honoured)],
        ]
        return notification.serialized()
    }
}
