import Synchronization
package import Testing

/// What a server under test wrote to standard error.
package final class ServerLog: Sendable {
    /// The log of the server that the current task drives.
    @TaskLocal package static var current: ServerLog?

    private let lines = Mutex<[String]>([])

    /// Everything so far.
    package var text: String { lines.withLock { $0.joined(separator: "\n") } }

    /// Its lines so far.
    package var all: [String] { lines.withLock(\.self) }

    /// Its end, as much as a person wants to read.
    var tail: String { String(text.suffix(4_000)) }

    func append(_ line: String) { lines.withLock { $0.append(line) } }
}

extension Trait where Self == IssueHandlingTrait {
    /// Shows the end of the server's log with each issue of a test that drives one.
    package static var showsServerLog: Self {
        .compactMapIssues { issue in
            guard let tail = ServerLog.current?.tail, !tail.isEmpty else { return issue }
            var issue = issue
            issue.comments.append("the server's log:\n\(tail)")
            return issue
        }
    }
}
