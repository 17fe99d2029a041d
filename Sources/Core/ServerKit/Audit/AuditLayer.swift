import Async
import HTTP
import JSONFormat
import Logging
import MCP
import Migration
import Postgres

/// The migrations of the tables that every server has, for the audit and for calls that are made again.
let auditMigrations = MigrationSet(
    name: "audit",
    files: migrationFiles,
    tables: ["paddle_audit", "paddle_idempotency_keys", "paddle_used_states", "mcp_tasks", "mcp_task_inputs"]
        .map { OwnedTable(QualifiedName($0)) }
)

/// Sees to it that every call of a tool that changes data has a row in `paddle_audit`.
///
/// A ``WritingTool`` writes the row of what it has done in its own transaction. Those of calls that failed or were
/// cancelled are written here, once everything is undone.
struct AuditLayer: ToolLayer {
    let server: String
    let database: LazyValue<PostgresPool>
    let expiry: ExpiredRows
    let logger: Logger

    func call(
        _ invocation: ToolInvocation,
        arguments: JSONObject,
        next: @escaping ToolInvocation.Next
    ) async throws -> ToolResult {
        guard !invocation.tool.annotations.readOnly else { return try await next(arguments) }
        let call = AuditedCall(server: server, invocation: invocation, arguments: arguments, database: database)
        do {
            let result = try await AuditedCall.$current.withValue(call) { try await next(arguments) }
            let addsRow = arguments[idempotencyArgument] != nil || invocation.context.stateID != nil
            if addsRow || LongWork.current != nil { expiry.noteNewRow() }
            return result
        } catch let error as InputRequired {
            // Nothing has been done yet; the call that follows is the one to record.
            throw error
        } catch {
            if !call.isSettled { await record(call, Task.isCancelled ? .cancelled : .failed) }
            throw error
        }
    }

    private func record(_ call: AuditedCall, _ outcome: AuditedCall.Outcome) async {
        let target = call.target()
        let row = call.row(outcome, target: target)
        // In a task of its own, so that a client cannot avoid the audit by cancelling.
        let writing = Task { try await database.value().execute(row) }
        do {
            _ = try await writing.value
        } catch {
            logger.error(
                "an audit row could not be written",
                metadata: [
                    "tool": "\(call.tool)", "caller": "\(call.caller)", "target": "\(target ?? "")",
                    "outcome": "\(outcome.rawValue)", "reason": "\(error)",
                ]
            )
        }
    }
}
