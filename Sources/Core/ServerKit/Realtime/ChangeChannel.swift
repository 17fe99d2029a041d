import Coordination
public import MCP

/// A PostgreSQL channel on which changes are announced, and what a notification on it means to clients.
public struct ChangeChannel: Sendable {
    /// The name of the channel.
    public var name: String
    /// The changes that a payload describes; nil when it says only that something has changed.
    public var changes: @Sendable (_ payload: String) -> [Change]?

    /// A channel and how its payloads are read.
    public init(name: String, changes: @escaping @Sendable (_ payload: String) -> [Change]?) {
        self.name = name
        self.changes = changes
    }
}

extension ChangeChannel {
    /// The changes of tasks, by their numbers.
    static let tasks = ChangeChannel(name: "mcp_tasks") { payload in
        Int64(payload).map { [.task(number: $0)] }
    }

    /// The changes of rows that are resources, as the triggers report them.
    ///
    /// - Parameters:
    ///   - name: The channel that `paddle_watch_changes` was given.
    ///   - template: The URIs of the rows; its variable is the id.
    package static func rows(_ name: String, of template: URITemplate) -> ChangeChannel {
        ChangeChannel(name: name) { payload in
            guard let change = RowChange(payload), let ids = change.ids else { return nil }
            var changes: [Change] = ids.map { .resource(uri: template.uri(of: $0)) }
            if change.isListed { changes.append(.resources) }
            return changes
        }
    }
}
