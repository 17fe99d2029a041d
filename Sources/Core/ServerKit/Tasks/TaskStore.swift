import Async
import Coordination
import FoundationEssentials
import HTTP
import JSONFormat
import MCP
import Postgres

/// The tasks of one server, in the table `mcp_tasks`.
struct TaskStore: Sendable {
    /// The kind of a task whose work is its call.
    static let call = "call"
    /// For how long a process has the work of a call to itself, unless it says again that it is at it.
    static let lease: SQL = "pg_catalog.make_interval(secs => 15)"
    static let work = WorkLease(
        table: QualifiedName("mcp_tasks"),
        until: "lease_until",
        fence: "fence"
    )

    let server: String
    let database: LazyValue<PostgresPool>
    /// The kinds of work with rows of their own.
    let pointed: [any PointedWork]
    /// What a call of a tool means in this process alone.
    let setting: @Sendable (_ tool: String) -> String
    let reading: SQL
    /// This process, for those who look at the table.
    private static let owner = "\(ProcessInfo.processInfo.hostName):\(ProcessInfo.processInfo.processIdentifier)"

    init(
        server: String,
        database: LazyValue<PostgresPool>,
        pointed: [any PointedWork],
        setting: @escaping @Sendable (_ tool: String) -> String
    ) {
        self.server = server
        self.database = database
        self.pointed = pointed
        self.setting = setting
        reading = Self.reading(pointed)
    }

    // MARK: Beginning

    /// Makes a task of a call that this process is at.
    func register(_ call: LongCall, as id: TaskID) async throws -> (claim: WorkLease.Claim, state: TaskState) {
        let client: JSONObject? = call.context.clientCapabilities.map { ["capabilities": .object($0)] }
        let row = try await database.value().query(
            """
            INSERT INTO public.mcp_tasks (task_id, server, caller, scopes, tool, setting, args, client, expires_at,
                lease_owner, lease_until, fence)
            VALUES (\(id.bytes), \(server), \(call.context.caller.name), \(call.context.caller.scopeNames),
                \(call.tool.name), \(setting(call.tool.name)), \(call.arguments.text)::pg_catalog.json,
                \(client?.text)::pg_catalog.json,
                \(fragment: Self.expiry(of: call.tool)), \(Self.owner), pg_catalog.now() + \(fragment: Self.lease), 1)
            RETURNING id, created_at, updated_at, expires_at
            """
        )[0]
        let state = try state(id, row)
        return (WorkLease.Claim(id: state.number, fence: 1), state)
    }

    /// The statement that ends a task that may or may not have been made, or that is being made on a connection that was
    /// lost, and of which nobody was told. It returns whether nobody has done its work meanwhile.
    func forgetting(_ id: TaskID, _ call: LongCall) -> SQL {
        """
        INSERT INTO public.mcp_tasks AS made (task_id, server, caller, scopes, tool, outcome, expires_at)
        VALUES (\(id.bytes), \(server), \(call.context.caller.name), \(call.context.caller.scopeNames),
            \(call.tool.name), 'cancelled', pg_catalog.now())
        ON CONFLICT (task_id) DO UPDATE SET outcome = coalesce(made.outcome, 'cancelled'), args = NULL, client = NULL,
            expires_at = excluded.expires_at
        RETURNING outcome = 'cancelled'
        """
    }

    /// The statement that makes a task of work that the call has begun elsewhere. It returns a row.
    func pointing(to pointer: TaskPointer, _ id: TaskID, _ call: LongCall) -> SQL {
        """
        INSERT INTO public.mcp_tasks (task_id, server, caller, scopes, tool, kind, ref, expires_at)
        VALUES (\(id.bytes), \(server), \(call.context.caller.name), \(call.context.caller.scopeNames),
            \(call.tool.name), \(pointer.kind), \(pointer.ref), \(fragment: Self.expiry(of: call.tool)))
        RETURNING id
        """
    }

    private func state(_ id: TaskID, _ row: PostgresRow) throws -> TaskState {
        let (number, createdAt, updatedAt, expiresAt) = try row.decode((Int64, Date, Date, Date).self)
        return TaskState(
            id: id.text,
            number: number,
            status: .working,
            message: nil,
            createdAt: createdAt,
            updatedAt: updatedAt,
            expiresAt: expiresAt
        )
    }

    private static func expiry(of tool: ToolDescription) -> SQL {
        let seconds = (tool.taskLifetime ?? .zero) / .seconds(1)
        return "pg_catalog.now() + pg_catalog.make_interval(secs => \(seconds))"
    }

    // MARK: Going on

    /// Takes one call that nobody is at, of those whose questions are answered.
    ///
    /// - Parameters:
    ///   - tools: The names of those that this process can call.
    ///   - own: The tasks that this process is at.
    func claim(of tools: [String], besides own: [Int64] = []) async throws -> TaskClaim? {
        let claiming = Self.work.claiming(
            limit: 1,
            where: """
                work.server = \(server) AND work.outcome IS NULL AND work.kind = 'call' AND work.id <> ALL (\(own))
                AND work.expires_at > pg_catalog.now() AND (work.tool, work.setting) IN (
                    SELECT * FROM ROWS FROM (
                        pg_catalog.unnest(\(tools)), pg_catalog.unnest(\(tools.map(setting)))) AS known)
                AND \(fragment: Self.isAnswered)
                """,
            for: Self.lease,
            returning: """
                work.fence - 1 - work.released, work.cancel_requested_at IS NOT NULL, work.tool, work.caller, work.scopes,
                    work.args::pg_catalog.text, work.client::pg_catalog.text, (
                        SELECT pg_catalog.json_object_agg(last.name, last.response)::pg_catalog.text FROM (
                            SELECT DISTINCT ON (name) name, response FROM public.mcp_task_inputs AS i
                            WHERE i.task_id = work.task_id ORDER BY name, asked_at DESC) AS last)
                """
        )
        return try await database.value().query(claiming).first.map(TaskClaim.init)
    }

    /// Whether there are calls that this process is not at: those of others, which may stop, and those that nobody is at.
    func isOpen(besides own: [Int64]) async throws -> Bool {
        try await database.value().query(
            """
            SELECT EXISTS (SELECT FROM public.mcp_tasks AS work
                WHERE server = \(server) AND outcome IS NULL AND kind = 'call' AND id <> ALL (\(own))
                    AND expires_at > pg_catalog.now() AND \(fragment: Self.isAnswered))
            """
        )[0].decode(Bool.self)
    }

    private static let isAnswered: SQL = """
        NOT EXISTS (SELECT FROM public.mcp_task_inputs AS i WHERE i.task_id = work.task_id AND i.response IS NULL)
        """

    /// Says that this process is still at calls, and how far it is.
    ///
    /// - Returns: The calls that it still has, and whether their callers want them ended.
    func renew(_ work: [(claim: WorkLease.Claim, message: String?)]) async throws -> [Int64: Bool] {
        // A lease is renewed when a third of it has gone.
        let rows = try await database.value().query(
            """
            WITH held AS (SELECT * FROM ROWS FROM (pg_catalog.unnest(\(work.map(\.claim.id))),
                pg_catalog.unnest(\(work.map(\.claim.fence))), pg_catalog.unnest(\(work.map(\.message))))
                AS held (id, fence, message)
            ), renewed AS (
                UPDATE public.mcp_tasks AS task SET lease_until = pg_catalog.now() + \(fragment: Self.lease),
                    lease_owner = \(Self.owner), message = coalesce(held.message, task.message),
                    expires_at = CASE WHEN task.expires_at < pg_catalog.now() + pg_catalog.make_interval(mins => 30)
                        THEN pg_catalog.now() + pg_catalog.make_interval(hours => 1) ELSE task.expires_at END,
                    updated_at = CASE WHEN held.message IS NOT NULL AND held.message IS DISTINCT FROM task.message
                        THEN pg_catalog.clock_timestamp() ELSE task.updated_at END
                FROM held WHERE task.id = held.id AND task.fence = held.fence AND task.outcome IS NULL
                    AND (task.lease_until < pg_catalog.now() + \(fragment: Self.lease) * 2 / 3
                        OR task.lease_until IS NOT NULL AND held.message IS NOT NULL
                            AND held.message IS DISTINCT FROM task.message)
            )
            SELECT task.id, task.cancel_requested_at IS NOT NULL FROM public.mcp_tasks AS task
            JOIN held ON task.id = held.id AND task.fence = held.fence
            WHERE task.outcome IS NULL AND task.lease_until IS NOT NULL
            """
        )
        return Dictionary(uniqueKeysWithValues: try rows.map { try $0.decode((Int64, Bool).self) })
    }

    /// Gives a call back, so that any process may go on with it, unless its caller wants it ended.
    func release(_ claim: WorkLease.Claim) async throws {
        try await database.value().execute(
            """
            UPDATE public.mcp_tasks SET \(fragment: Self.work.release), released = released + 1,
                \(fragment: Self.cancelledWhereWanted)
            WHERE \(fragment: Self.work.isHeld(by: claim)) AND outcome IS NULL
            """
        )
    }

    /// What becomes of a task that is given back: it ends where its caller wants that.
    static let cancelledWhereWanted: SQL = """
        outcome = CASE WHEN cancel_requested_at IS NOT NULL THEN 'cancelled' END,
        args = CASE WHEN cancel_requested_at IS NULL THEN args END,
        updated_at = CASE WHEN cancel_requested_at IS NULL THEN updated_at ELSE pg_catalog.clock_timestamp() END
        """

    /// Returns where this process still has a call, which no other then takes before the end of the transaction; another
    /// one may have taken it while this one was silent.
    func check(_ claim: WorkLease.Claim, on connection: PostgresConnection) async throws {
        let held = try await connection.query(
            """
            SELECT FROM public.mcp_tasks WHERE \(fragment: Self.work.isHeld(by: claim)) AND outcome IS NULL
            FOR KEY SHARE
            """
        )
        guard !held.isEmpty else { throw TaskLost() }
    }

    // MARK: Ending

    /// The statement that ends a call with its result, in the transaction of what it has done. It returns a row, unless
    /// another process has taken the call.
    func completing(_ claim: WorkLease.Claim, with kept: JSONObject) -> SQL {
        ending(claim, "outcome = 'completed', result = \(kept.text)::pg_catalog.json, message = NULL")
    }

    /// The same where the work goes on elsewhere.
    func pointing(_ claim: WorkLease.Claim, to pointer: TaskPointer) -> SQL {
        ending(
            claim,
            "kind = \(pointer.kind), ref = \(pointer.ref), message = NULL",
            unless: "cancel_requested_at IS NOT NULL"
        )
    }

    /// Ends a call, unless it has ended already or another process has taken it.
    func end(_ claim: WorkLease.Claim, _ end: TaskEnd) async throws {
        let statement =
            switch end {
            case .completed(let kept): completing(claim, with: kept)
            case .failed(let error):
                // What was stopped fails in many ways.
                ending(
                    claim,
                    """
                    outcome = CASE WHEN cancel_requested_at IS NULL THEN 'failed' ELSE 'cancelled' END,
                    error = CASE WHEN cancel_requested_at IS NULL THEN \(error.members.text)::pg_catalog.json END,
                    message = CASE WHEN cancel_requested_at IS NULL THEN \(error.message.replacing("\0", with: "")) END
                    """
                )
            case .cancelled: ending(claim, "outcome = 'cancelled'")
            }
        try await database.value().execute(statement)
    }

    private func ending(_ claim: WorkLease.Claim, _ assignments: SQL, unless condition: SQL = "false") -> SQL {
        """
        UPDATE public.mcp_tasks SET \(fragment: assignments), args = NULL, client = NULL,
            updated_at = pg_catalog.clock_timestamp(), \(fragment: Self.work.release)
        WHERE \(fragment: Self.work.isHeld(by: claim)) AND outcome IS NULL AND kind = 'call'
            AND NOT (\(fragment: condition))
        RETURNING task_id
        """
    }
}

/// How a call ended.
enum TaskEnd: Sendable {
    case completed(JSONObject)
    case failed(RPCError)
    case cancelled
}

/// A call that this process has taken from one that has stopped, or that is to go on because its questions are answered.
struct TaskClaim: Sendable {
    let claim: WorkLease.Claim
    /// How often a process has stopped while it was at it.
    let failures: Int64
    /// Whether its caller wants it ended.
    let isUnwanted: Bool
    let tool: String
    let caller: Caller
    let arguments: JSONObject
    let capabilities: JSONObject?
    let responses: JSONObject
    let state: (id: String, value: JSON)?

    init(_ row: PostgresRow) throws {
        let (id, fence, failures, isUnwanted, tool, name, scopes, arguments, client, responses) = try row.decode(
            (Int64, Int64, Int64, Bool, String, String, [String], String?, String?, String?).self
        )
        claim = WorkLease.Claim(id: id, fence: fence)
        self.failures = failures
        self.isUnwanted = isUnwanted
        self.tool = tool
        caller = Caller(name: name, scopes: Set(scopes.compactMap(Scope.init)))
        self.arguments = try TaskStore.members(arguments)
        self.responses = try TaskStore.members(responses)
        let known = try TaskStore.members(client)
        capabilities = known["capabilities"]?.objectValue
        state = known["stateID"]?.stringValue.flatMap { id in known["state"].map { (id, $0) } }
    }
}

extension Caller {
    /// The names of what it may do, in order.
    var scopeNames: [String] { scopes.map(\.rawValue).sorted() }
}
