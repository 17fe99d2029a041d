import Async
import FoundationEssentials
import HTTP
import JSONFormat
import Logging
import MCP
import Migration
import OrderedCollections
import Postgres

/// The migration of the audit table, which every server applies where it is missing.
let auditMigrations = MigrationSet(
    name: "audit",
    files: migrationFiles,
    tables: [OwnedTable(QualifiedName("paddle_audit"))]
)

/// Writes a row of `paddle_audit` for every call of a tool that changes data, before the call is answered.
struct AuditLayer: ToolLayer {
    enum Outcome: String {
        case done
        case failed
        case cancelled
    }

    let server: String
    let database: LazyValue<PostgresPool>
    let logger: Logger

    func call(
        _ invocation: ToolInvocation,
        arguments: JSONObject,
        next: @escaping ToolInvocation.Next
    ) async throws -> ToolResult {
        guard !invocation.tool.annotations.readOnly else { return try await next(arguments) }
        let start = ContinuousClock.now
        do {
            let result = try await next(arguments)
            let target = Self.target(arguments) ?? result.structuredContent.flatMap(Self.target)
            await record(invocation, target, result.isError ? .failed : .done, since: start)
            return result
        } catch let error as InputRequired {
            // Nothing has been done yet; the call that follows is the one to record.
            throw error
        } catch {
            await record(invocation, Self.target(arguments), Task.isCancelled ? .cancelled : .failed, since: start)
            throw error
        }
    }

    /// What the call is about: a tool that changes one thing names it by its id, one that changes many by a filter. The
    /// client's text is shortened, and characters that the database cannot store are removed.
    private static func target(_ members: JSONObject) -> String? {
        guard let target = members["id"] ?? members["filter"] else { return nil }
        let text = target.stringValue ?? target.description
        return String(text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(200).map(Character.init))
    }

    private func record(
        _ invocation: ToolInvocation,
        _ target: String?,
        _ outcome: Outcome,
        since start: ContinuousClock.Instant
    ) async {
        let milliseconds = start.duration(to: .now) / .milliseconds(1)
        let context = invocation.context
        // In a task of its own, so that a client cannot avoid the audit by cancelling.
        let writing = Task {
            try await database.value().execute(
                """
                INSERT INTO public.paddle_audit (server, caller, tool, target, outcome, duration_ms, trace_id)
                VALUES (\(server), \(context.caller.name), \(invocation.tool.name), \(target), \(outcome.rawValue),
                    \(milliseconds), \(context.trace?.traceID))
                """
            )
        }
        do {
            _ = try await writing.value
        } catch {
            logger.error(
                "an audit row could not be written",
                metadata: [
                    "tool": "\(invocation.tool.name)", "caller": "\(context.caller.name)", "target": "\(target ?? "")",
                    "outcome": "\(outcome.rawValue)", "reason": "\(error)",
                ]
            )
        }
    }
}
