import Async
import HTTP
import JSONFormat
import MCP
import Postgres
import Synchronization

/// One call of a tool that changes data, while it is made: who calls what, for the audit and for the transaction of the
/// call.
final class AuditedCall: Sendable {
    enum Outcome: String {
        case done
        case failed
        case cancelled
    }

    /// The call that the current task makes.
    @TaskLocal static var current: AuditedCall?

    let server: String
    let invocation: ToolInvocation
    let arguments: JSONObject
    let database: LazyValue<PostgresPool>
    private let start = ContinuousClock.now
    private let settled = Mutex(false)

    init(
        server: String,
        invocation: ToolInvocation,
        arguments: JSONObject,
        database: LazyValue<PostgresPool>
    ) {
        self.server = server
        self.invocation = invocation
        self.arguments = arguments
        self.database = database
    }

    var tool: String { invocation.tool.name }
    var caller: String { invocation.context.caller.name }

    /// Whether nothing is left to be audited: the transaction of the call did it or may have done it, or there was
    /// nothing to do.
    var isSettled: Bool { settled.withLock(\.self) }

    func settle() { settled.withLock { $0 = true } }

    /// What the call is about: a tool that changes one thing names it by its id, or else by its key, one that changes
    /// many by a filter. The client's text is shortened, and characters that the database cannot store are removed.
    ///
    /// - Parameter answer: The result, which has the id of what was added, or the results of many additions.
    func target(_ answer: JSONObject? = nil) -> String? {
        let target =
            arguments["id"] ?? arguments["filter"] ?? answer?["id"] ?? answer?["results"] ?? arguments["key"]
            ?? arguments["file"] ?? arguments["from"]
        guard let target else { return nil }
        let text = target.stringValue ?? target.description
        return String(text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(200).map(Character.init))
    }

    /// The statement that adds the call's row to the audit, and returns what ``AuditMark`` holds.
    func row(_ outcome: Outcome, target: String?) -> SQL {
        let milliseconds = start.duration(to: .now) / .milliseconds(1)
        return """
            INSERT INTO public.paddle_audit (server, caller, tool, target, outcome, duration_ms, trace_id)
            VALUES (\(server), \(caller), \(tool), \(target), \(outcome.rawValue), \(milliseconds),
                \(invocation.context.trace?.traceID))
            RETURNING id, \(fragment: AuditMark.instant), pg_catalog.pg_current_xact_id()::pg_catalog.text
            """
    }
}
