package import JSONFormat
import MCP
public import Postgres

/// Work that has a row of its own, and goes on when the call that began it is done: the task of the call only points to
/// that row.
public struct TaskPointer: Sendable, Hashable {
    /// The kind of work, by its name in `mcp_tasks.kind`.
    public let kind: String
    /// The number of its row.
    public let ref: Int64

    /// Work of this kind, in the row of this number.
    public init(kind: String, ref: Int64) {
        precondition(kind != TaskStore.call, "a call has no row of its own")
        self.kind = kind
        self.ref = ref
    }

    /// Ends the tasks that point to the row, where the row itself does not tell how its work ended. It belongs into the
    /// transaction that ends the work.
    ///
    /// - Parameter result: The structured result of the call; nil where the work was cancelled.
    package func end(with result: JSONObject?, on connection: PostgresConnection) async throws {
        let kept = result.map { ToolResult(structuredContent: $0).kept.text }
        try await connection.execute(
            """
            UPDATE public.mcp_tasks SET outcome = \(kept == nil ? "cancelled" : "completed"),
                result = \(kept)::pg_catalog.json, message = NULL, updated_at = pg_catalog.clock_timestamp(),
                expires_at = greatest(expires_at, pg_catalog.now() + pg_catalog.make_interval(hours => 1))
            WHERE kind = \(kind) AND ref = \(ref) AND outcome IS NULL AND kind <> 'call'
            """
        )
    }
}

/// A kind of work that tasks point to.
public protocol PointedWork: Sendable {
    /// Its name in `mcp_tasks.kind`.
    var kind: String { get }

    /// How the work stands, read whenever a caller asks: a SELECT for the row that `task.ref` names, with the columns
    /// `outcome` (NULL while it goes on, else completed, failed or cancelled), `message`, `result` (json: the members
    /// `structuredContent` or `content`, and `isError`), `error` (json: `code` and `message`) and `updated_at`. Where it
    /// finds no row, or NULL, the row of the task tells.
    var state: SQL { get }

    /// Stops the work, in a transaction, and ends its tasks there.
    func cancel(_ pointer: TaskPointer, on connection: PostgresConnection) async throws
}

extension JSON {
    /// The value as JSON text.
    var text: String { String(decoding: serialized(), as: UTF8.self) }
}

extension JSONObject {
    /// The object as JSON text.
    var text: String { JSON.object(self).text }
}
