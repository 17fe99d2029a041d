import Async
import HTTP
import JSONFormat
import Logging
import MCP
import Migration
import OrderedCollections
import Postgres

/// The migrations of the tables that every server has, for the audit and for calls that are made again.
let auditMigrations = MigrationSet(name: "audit", files: migrationFiles)

/// Sees to it that every call of a tool that changes data has a row in `paddle_audit`.
///
/// A ``WritingTool`` writes the row of what it has done in its own transaction. What is left to this layer is written
/// afterwards: calls that failed or were cancelled, and tools that change something outside of the database.
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
            let target = call.target(result.structuredContent)
            await record(call, result.isError ? .failed : .done, target)
            if arguments[idempotencyArgument] != nil || invocation.context.stateID != nil { expiry.noteNewRow() }
            return result
        } catch let error as InputRequired {
            // Nothing has been done yet; the call that follows is the one to record.
            throw error
        } catch {
            await record(call, Task.isCancelled ? .cancelled : .failed, call.target())
            throw error
        }
    }

    private func record(_ call: AuditedCall, _ outcome: AuditedCall.Outcome, _ target: String?) async {
        guard !call.isSettled else { return }
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
