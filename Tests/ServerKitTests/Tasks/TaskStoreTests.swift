import Async
import Coordination
import HTTP
import JSONFormat
import Migration
import OrderedCollections
import Postgres
import TestSupport
import Testing

@testable import MCP
@testable import ServerKit

@Suite("The table of tasks", .timeLimit(.minutes(2)))
struct TaskStoreTests {
    private static let ann = Caller(name: "ann", scopes: [.read, .write])
    private static let bob = Caller(name: "bob", scopes: [.read, .write])

    private struct Brew: ToolHandler {
        var description = ToolDescription(
            name: "brew",
            title: "Brew",
            description: "Brews.",
            annotations: .adding,
            inputSchema: ["type": "object"],
            outputSchema: nil
        )

        func call(arguments: JSONObject, context: RequestContext) async throws -> ToolResult { ToolResult() }
    }

    private struct Bench: Sendable {
        let pool: PostgresPool
        let store: TaskStore

        init(_ pool: PostgresPool) {
            self.pool = pool
            store = TaskStore(server: "teas", database: LazyValue { pool }, pointed: []) { $0 }
        }

        func call(of caller: Caller = ann, lifetime: Duration = .seconds(86_400)) -> LongCall {
            var brew = Brew()
            brew.description.taskLifetime = lifetime
            return LongCall(
                handler: brew,
                arguments: ["leaf": "sencha", "odd": "\u{0}"],
                context: RequestContext(requestID: .int(1), caller: caller),
                patience: .zero
            ) { _ in .result(ToolResult()) }
        }

        func begin(of caller: Caller = ann) async throws -> (claim: WorkLease.Claim, id: TaskID) {
            let (claim, state) = try await store.register(call(of: caller), as: TaskID())
            return (claim, try #require(TaskID(state.id)))
        }

        func status(_ id: TaskID, of caller: Caller = ann) async throws -> String? {
            try await store.task(id, of: caller)?.state.status.name
        }

        /// As if the process that has a task had stopped some time ago.
        func letLeaseRunOut(_ claim: WorkLease.Claim) async throws {
            try await pool.execute(
                "UPDATE mcp_tasks SET lease_until = now() - interval '1 s' WHERE id = \(claim.id)"
            )
        }
    }

    private func withBench(_ body: (Bench) async throws -> Void) async throws {
        try await withTestPool { connection in
            try await Migrator(sets: [auditMigrations], logger: silentLogger).up(on: connection)
        } _: { _, pool in
            try await body(Bench(pool))
        }
    }

    @Test("a task is its caller's, as long as that may do what it might at first")
    func callers() async throws {
        try await withBench { bench async throws in
            let (_, id) = try await bench.begin()
            #expect(try await bench.status(id) == "working")
            #expect(try await bench.status(id, of: Self.bob) == nil)
            #expect(try await bench.status(id, of: Caller(name: "ann", scopes: [.read])) == nil)
            #expect(try await bench.status(id, of: Caller(name: "ann", scopes: [.read, .write, .admin])) == "working")
            #expect(try await bench.status(TaskID()) == nil)
            #expect(try await bench.store.cancel(id, for: Self.bob) == nil)
            #expect(try await bench.store.cancel(id, for: Caller(name: "ann", scopes: [.read])) == nil)
            #expect(try await !bench.store.answer(id, with: ["a": [:]], from: Self.bob))
            try await bench.pool.execute("UPDATE mcp_tasks SET expires_at = now()")
            #expect(try await bench.status(id) == nil)
        }
    }

    @Test("the first end counts, and work that another process has taken ends nothing")
    func ends() async throws {
        try await withBench { bench async throws in
            let (claim, id) = try await bench.begin()
            try await bench.store.end(claim, .completed(ToolResult.failure("no leaves").kept))
            try await bench.store.end(claim, .cancelled)
            #expect(try await bench.status(id) == "completed")
            #expect(try await bench.store.cancel(id, for: Self.ann) == false)

            let (stale, other) = try await bench.begin()
            try await bench.letLeaseRunOut(stale)
            let taken = try #require(try await bench.store.claim(of: ["brew"]))
            #expect(taken.claim == WorkLease.Claim(id: stale.id, fence: 2))
            #expect(taken.arguments == ["leaf": "sencha", "odd": "\u{0}"])
            #expect(taken.caller == Self.ann)
            #expect(taken.failures == 1)
            try await bench.store.end(stale, .cancelled)
            #expect(try await bench.store.renew([(stale, nil), (taken.claim, "half")]) == [stale.id: false])
            #expect(try await bench.status(other) == "working")
            try await bench.store.end(taken.claim, .failed(.internalError("spilt")))
            let state = try #require(try await bench.store.task(other, of: Self.ann)?.state)
            #expect(state.members["error"] == ["code": -32603, "message": "spilt"])
        }
    }

    @Test("nobody takes what a process is at, what ended, what waits for an answer, or what it cannot do")
    func claims() async throws {
        try await withBench { bench async throws in
            let (claim, id) = try await bench.begin()
            #expect(try await bench.store.claim(of: ["brew"]) == nil)
            #expect(try await bench.store.isOpen(besides: []))
            #expect(try await !bench.store.isOpen(besides: [claim.id]))
            let question = InputRequired(["sugar": .roots], state: 7)
            try await bench.store.ask(question, ["roots": [:]], for: claim)
            #expect(try await bench.store.claim(of: ["brew"]) == nil)
            #expect(try await !bench.store.isOpen(besides: []))
            #expect(try await bench.store.answer(id, with: ["sugar": ["roots": []]], from: Self.ann))
            #expect(try await bench.store.claim(of: ["pour"]) == nil)
            let taken = try #require(try await bench.store.claim(of: ["pour", "brew"]))
            #expect(taken.responses == ["sugar": ["roots": []]])
            #expect(taken.state?.value == 7)
            #expect(taken.capabilities == ["roots": [:]])
            // Waiting for an answer is no failure.
            #expect(taken.failures == 0)
            try await bench.store.release(taken.claim)
            let again = try #require(try await bench.store.claim(of: ["brew"]))
            #expect(again.failures == 0)
            try await bench.store.end(again.claim, .cancelled)
            #expect(try await bench.store.claim(of: ["brew"]) == nil)
        }
    }

    @Test("only a process in which the call means the same goes on with it, and nobody with what has expired")
    func settings() async throws {
        try await withBench { bench async throws in
            let (claim, _) = try await bench.begin()
            try await bench.letLeaseRunOut(claim)
            let database = LazyValue { bench.pool }
            let elsewhere = TaskStore(server: "teas", database: database, pointed: []) { "\($0) elsewhere" }
            #expect(try await elsewhere.claim(of: ["brew"]) == nil)
            let otherServer = TaskStore(server: "coffees", database: database, pointed: []) { $0 }
            #expect(try await otherServer.claim(of: ["brew"]) == nil)
            #expect(try await bench.store.claim(of: ["brew"], besides: [claim.id]) == nil)
            try await bench.pool.execute("UPDATE mcp_tasks SET expires_at = now()")
            #expect(try await bench.store.claim(of: ["brew"]) == nil)
            #expect(try await !bench.store.isOpen(besides: []))
        }
    }

    @Test("a task of which nobody was told is ended, whether it was made or not, unless its work was done")
    func forgetting() async throws {
        try await withBench { bench async throws in
            func forget(_ id: TaskID) async throws -> Bool {
                try await bench.pool.query(bench.store.forgetting(id, bench.call()))[0].decode(Bool.self)
            }
            let (open, first) = try await bench.begin()
            #expect(try await forget(first))
            try await bench.letLeaseRunOut(open)
            #expect(try await bench.store.claim(of: ["brew"]) == nil)

            let (done, second) = try await bench.begin()
            try await bench.store.end(done, .completed(ToolResult().kept))
            #expect(try await !forget(second))

            // What comes later finds the place taken.
            let late = TaskID()
            #expect(try await forget(late))
            await #expect(throws: PostgresError.self) { try await bench.store.register(bench.call(), as: late) }
        }
    }

    @Test("of two answers to a question the first counts, and a question that comes again has another key")
    func answers() async throws {
        try await withBench { bench async throws in
            let (claim, id) = try await bench.begin()
            let question = InputRequired(["sugar": .roots, "milk": .roots], state: nil)
            try await bench.store.ask(question, nil, for: claim)
            let counts = try await withThrowingTaskGroup(of: Void.self) { group in
                for answer in 1...8 {
                    group.addTask {
                        let given: JSONObject = ["sugar": ["n": .int(Int64(answer))]]
                        let isThere = try await bench.store.answer(id, with: given, from: Self.ann)
                        #expect(isThere)
                    }
                }
                try await group.waitForAll()
                return try await bench.pool.query("SELECT count(response) FROM mcp_task_inputs")[0].decode(Int64.self)
            }
            #expect(counts == 1)
            #expect(try await bench.status(id) == "input_required")
            #expect(try await bench.store.answer(id, with: ["milk": ["n": 9], "unknown": [:]], from: Self.ann))
            let taken = try #require(try await bench.store.claim(of: ["brew"]))
            #expect(taken.responses["milk"] == ["n": 9])
            try await bench.store.ask(InputRequired(["sugar": .roots], state: nil), nil, for: taken.claim)
            let state = try #require(try await bench.store.task(id, of: Self.ann)?.state)
            guard case .inputRequired(let requests) = state.status else { throw TestSupportError("it asks nothing") }
            #expect(Array(requests.keys) == ["sugar:2"])
            _ = try await bench.store.answer(id, with: ["sugar:2": ["n": 10]], from: Self.ann)
            #expect(try await bench.store.claim(of: ["brew"])?.responses["sugar"] == ["n": 10])
        }
    }

    @Test("a task that nobody is at ends when it is cancelled, and one at work when its process hears of it")
    func cancelling() async throws {
        try await withBench { bench async throws in
            let (claim, id) = try await bench.begin()
            #expect(try await bench.store.cancel(id, for: Self.ann) == true)
            #expect(try await bench.status(id) == "working")
            #expect(try await bench.store.renew([(claim, nil)]) == [claim.id: true])
            // A process that gives it back ends it.
            try await bench.store.release(claim)
            #expect(try await bench.status(id) == "cancelled")
            let audit = try await bench.pool.query("SELECT caller || ' ' || tool || ' ' || target FROM paddle_audit")
            #expect(try audit.map { try $0.decode(String.self) } == ["ann tasks/cancel brew \(claim.id)"])

            let (second, other) = try await bench.begin()
            try await bench.letLeaseRunOut(second)
            #expect(try await bench.store.cancel(other, for: Self.ann) == true)
            #expect(try await bench.status(other) == "cancelled")
            #expect(try await bench.store.claim(of: ["brew"]) == nil)
        }
    }

    @Test("asking writes nothing, and the time of the last change is that of the change")
    func reading() async throws {
        try await withBench { bench async throws in
            let (claim, id) = try await bench.begin()
            let row = "SELECT xmin::text || ' ' || updated_at FROM mcp_tasks" as SQL
            let before = try await bench.pool.query(row)[0].decode(String.self)
            for _ in 0..<3 { _ = try await bench.status(id) }
            #expect(try await bench.pool.query(row)[0].decode(String.self) == before)
            _ = try await bench.store.renew([(claim, "half")])
            let state = try #require(try await bench.store.task(id, of: Self.ann)?.state)
            #expect(state.message == "half")
            #expect(state.updatedAt > state.createdAt)
            #expect(state.members["ttlMs"] == 86_400_000)
        }
    }
}
