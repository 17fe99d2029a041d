import Async
import Coordination
import FoundationEssentials
import HTTP
import JSONFormat
import MCP
import OrderedCollections
import Postgres

// What callers do with tasks. Each statement asks for the caller and for what it may do: a task of another one, or one
// that was begun with scopes that the caller has no more, is missing.
extension TaskStore {
    /// A task, and whether a process that was at it has stopped.
    func task(_ id: TaskID, of caller: Caller) async throws -> (state: TaskState, isAbandoned: Bool)? {
        let row = try await database.value().query(
            "\(fragment: reading) WHERE task.task_id = \(id.bytes) AND \(fragment: isOwn(caller))"
        ).first
        return try row.map { try state(id, $0) }
    }

    /// The statement that reads tasks, up to its conditions. It is made once: callers ask often.
    static func reading(_ pointed: [any PointedWork]) -> SQL {
        func seen(_ column: String) -> SQL {
            pointed.isEmpty
                ? "task.\(identifier: column)"
                : "coalesce(task.\(identifier: column), seen.\(identifier: column))"
        }
        return """
            SELECT task.id, \(fragment: seen("outcome")), \(fragment: seen("message")),
                \(fragment: seen("result"))::pg_catalog.text, \(fragment: seen("error"))::pg_catalog.text,
                task.created_at,
                \(fragment: pointed.isEmpty ? "task.updated_at" : "greatest(task.updated_at, seen.updated_at)"),
                CASE WHEN task.kind <> 'call' AND task.outcome IS NULL
                    THEN greatest(task.expires_at, pg_catalog.now() + pg_catalog.make_interval(hours => 1))
                    ELSE task.expires_at END, CASE WHEN task.outcome IS NULL THEN (
                    SELECT pg_catalog.json_object_agg(i.key, i.request ORDER BY i.asked_at, i.key)::pg_catalog.text
                    FROM public.mcp_task_inputs AS i WHERE i.task_id = task.task_id AND i.response IS NULL) END,
                task.outcome IS NULL AND task.kind = 'call' AND coalesce(task.lease_until < pg_catalog.now(), true)
            FROM public.mcp_tasks AS task\(fragment: rows(of: pointed))
            """
    }

    /// The rows that tasks point to.
    private static func rows(of pointed: [any PointedWork]) -> SQL {
        guard !pointed.isEmpty else { return "" }
        let rows = pointed.map { work -> SQL in
            "SELECT * FROM (\(fragment: work.state)) AS work WHERE task.kind = \(work.kind)"
        }
        return " LEFT JOIN LATERAL (\(fragment: rows.joined(separator: " UNION ALL "))) AS seen ON true"
    }

    private func isOwn(_ caller: Caller) -> SQL {
        """
        task.server = \(server) AND task.caller = \(caller.name) AND task.scopes <@ \(caller.scopeNames)
            AND (task.expires_at > pg_catalog.now() OR task.kind <> 'call' AND task.outcome IS NULL)
        """
    }

    private func state(_ id: TaskID, _ row: PostgresRow) throws -> (state: TaskState, isAbandoned: Bool) {
        let (number, outcome, message, result, error, createdAt, updatedAt, expiresAt, asked, isFree) = try row.decode(
            (Int64, String?, String?, String?, String?, Date, Date, Date, String?, Bool).self
        )
        let status: TaskState.Status =
            switch outcome {
            case "completed": .completed(try Self.members(result))
            case "failed": .failed(try Self.error(error))
            case "cancelled": .cancelled
            default:
                if let asked { .inputRequired(try Self.questions(asked)) } else { .working }
            }
        let state = TaskState(
            id: id.text,
            number: number,
            status: status,
            message: message,
            createdAt: createdAt,
            updatedAt: updatedAt,
            expiresAt: expiresAt
        )
        return (state, isFree && asked == nil)
    }

    static func members(_ text: String?) throws -> JSONObject {
        try text.flatMap { try JSON(parsing: $0).objectValue } ?? [:]
    }

    private static func error(_ text: String?) throws -> RPCError {
        let members = try members(text)
        guard case .int(let code)? = members["code"] else { return .internalError("The work failed.") }
        return RPCError(code: code, message: members["message"]?.stringValue ?? "", data: members["data"])
    }

    private static func questions(_ text: String) throws -> OrderedDictionary<String, JSON> {
        OrderedDictionary(uniqueKeysWithValues: try members(text).map { ($0.key, $0.value) })
    }

    // MARK: Questions

    /// Keeps what a call asks its client, and gives the call back until it is answered.
    ///
    /// - Parameter capabilities: What the client said it can do.
    func ask(
        _ required: InputRequired,
        _ capabilities: JSONObject?,
        for claim: WorkLease.Claim
    ) async throws {
        try await database.value().transaction { connection in
            var client: JSONObject = ["capabilities": .object(capabilities ?? [:])]
            if let state = required.state {
                client["state"] = state
                client["stateID"] = .string(TaskID().text)
            }
            let task = try await connection.query(
                """
                UPDATE public.mcp_tasks SET client = \(client.text)::pg_catalog.json, released = released + 1,
                    updated_at = pg_catalog.clock_timestamp(), \(fragment: Self.work.release),
                    outcome = CASE WHEN cancel_requested_at IS NOT NULL THEN 'cancelled' END
                WHERE \(fragment: Self.work.isHeld(by: claim)) AND outcome IS NULL AND lease_until IS NOT NULL
                RETURNING task_id
                """
            ).first?.decode(Bytea.self)
            guard let task else { return }
            for (name, request) in required.requests {
                try await connection.execute(
                    """
                    INSERT INTO public.mcp_task_inputs (task_id, key, name, request)
                    SELECT \(task), \(name) || CASE WHEN count(*) > 0 THEN ':' || count(*) + 1 ELSE '' END, \(name),
                        \(request.json.text)::pg_catalog.json
                    FROM public.mcp_task_inputs WHERE task_id = \(task) AND name = \(name)
                    """
                )
            }
        }
    }

    /// The statement that tells the audit what a caller did to a task, where no tool does.
    private func auditing(_ method: String, of id: TaskID, by caller: Caller) -> SQL {
        """
        INSERT INTO public.paddle_audit (server, caller, tool, target, outcome, duration_ms)
        SELECT server, \(caller.name), \(method), tool || ' ' || id, 'done', 0
        FROM public.mcp_tasks WHERE task_id = \(id.bytes)
        """
    }

    /// - Returns: Whether the caller has such a task.
    func answer(_ id: TaskID, with responses: JSONObject, from caller: Caller) async throws -> Bool {
        try await database.value().transaction { connection in
            // Locked, so that of two who answer at once the second sees what the first has said.
            let open = try await connection.query(
                """
                SELECT outcome IS NULL FROM public.mcp_tasks AS task
                WHERE task_id = \(id.bytes) AND \(fragment: isOwn(caller)) FOR UPDATE
                """
            ).first?.decode(Bool.self)
            guard open == true else { return open != nil }
            let answered = try await connection.execute(
                """
                UPDATE public.mcp_task_inputs AS asked
                SET response = given.response::pg_catalog.json, answered_by = \(caller.name)
                FROM ROWS FROM (pg_catalog.unnest(\(Array(responses.keys))),
                    pg_catalog.unnest(\(responses.values.map(\.text)))) AS given (key, response)
                WHERE asked.task_id = \(id.bytes) AND asked.key = given.key AND asked.response IS NULL
                """
            )
            guard answered > 0 else { return true }
            _ = try await connection.pipeline([
                "UPDATE public.mcp_tasks SET updated_at = pg_catalog.clock_timestamp() WHERE task_id = \(id.bytes)",
                auditing("tasks/update", of: id, by: caller),
            ])
            return true
        }
    }

    // MARK: Cancelling

    /// Notes that the caller wants a task ended; where nobody is at it, it ends here.
    ///
    /// - Returns: Whether it had not ended; nil where the caller has no such task.
    func cancel(_ id: TaskID, for caller: Caller) async throws -> Bool? {
        try await database.value().transaction { connection in
            let wasOpen = try await cancel(id, for: caller, on: connection)
            if wasOpen == true { _ = try await connection.query(auditing("tasks/cancel", of: id, by: caller)) }
            return wasOpen
        }
    }

    func cancel(
        _ id: TaskID,
        for caller: Caller,
        on connection: PostgresConnection
    ) async throws -> Bool? {
        // Twice, since a call may become work with a row of its own just now.
        for _ in 0..<2 {
            let found = try await connection.query(
                """
                SELECT outcome IS NULL, kind, ref FROM public.mcp_tasks AS task
                WHERE task_id = \(id.bytes) AND \(fragment: isOwn(caller))
                """
            ).first?.decode((Bool, String, Int64?).self)
            guard let (isOpen, kind, ref) = found else { return nil }
            guard isOpen else { return false }
            // Whoever ends the work locks its own row first, and the task's afterwards.
            if let ref {
                let work = pointed.first { $0.kind == kind }
                try await work?.cancel(TaskPointer(kind: kind, ref: ref), on: connection)
                return true
            }
            if try await connection.execute(cancellingCall(id)) > 0 { return true }
        }
        return false
    }

    private func cancellingCall(_ id: TaskID) -> SQL {
        let isFree: SQL = "coalesce(lease_until < pg_catalog.now(), true)"
        return """
            UPDATE public.mcp_tasks SET cancel_requested_at = coalesce(cancel_requested_at, pg_catalog.now()),
                outcome = CASE WHEN \(fragment: isFree) THEN 'cancelled' END,
                args = CASE WHEN NOT \(fragment: isFree) THEN args END,
                updated_at = CASE WHEN \(fragment: isFree) THEN pg_catalog.clock_timestamp() ELSE updated_at END
            WHERE task_id = \(id.bytes) AND outcome IS NULL AND kind = 'call'
            """
    }
}
