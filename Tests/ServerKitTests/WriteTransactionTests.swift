import Async
import Coordination
import HTTP
import JSONFormat
import Migration
import Postgres
import TestSupport
import Testing

@testable import MCP
@testable import ServerKit

@Suite("The transaction of a call that writes", .timeLimit(.minutes(2)))
struct WriteTransactionTests {
    /// Stores teas, and answers in one of several ways.
    private struct AddTea: WritingTool {
        static let definition = ToolDefinition(
            name: "add_tea",
            title: "Add tea",
            description: "Stores a tea.",
            annotations: .adding
        )

        struct Input: ToolInput {
            @Argument("Its name.") var name: String
            @Argument(.idempotencyKey) var idempotencyKey: String?
        }

        struct Output: ToolOutput {
            var id: Int32
            var name: String?
            /// JSON has no number for infinity.
            var strength: Double?
        }

        func write(
            _ preparation: Void,
            of input: Input,
            on connection: PostgresConnection,
            context: RequestContext
        ) async throws -> Output {
            let id = try await connection.query("INSERT INTO public.teas (name) VALUES (\(input.name)) RETURNING id")[0]
                .decode(Int32.self)
            return Output(id: id, name: input.name, strength: input.name == "endless" ? .infinity : nil)
        }
    }

    /// A table of teas behind a proxy, and the audit of the calls.
    private struct Bench: Sendable {
        let pool: PostgresPool
        let proxy: Proxy
        private let layer: AuditLayer
        private let handler = AddTea().handler

        init(pool: PostgresPool, proxy: Proxy) {
            self.pool = pool
            self.proxy = proxy
            let database = LazyValue { pool }
            layer = AuditLayer(
                server: "teas",
                database: database,
                expiry: ExpiredRows(database: database, logger: silentLogger),
                logger: silentLogger
            )
        }

        func add(_ name: String, key: String? = nil, caller: Caller = .local) async throws -> JSONObject? {
            var arguments: JSONObject = ["name": .string(name)]
            arguments["idempotency_key"] = key.map(JSON.string)
            let context = RequestContext(requestID: .int(1), caller: caller)
            return try await layer.call(
                ToolInvocation(tool: handler.description, context: context),
                arguments: arguments
            ) { try await handler.call(arguments: $0, context: context) }.structuredContent
        }

        var teas: [String] {
            get async throws {
                try await pool.query("SELECT name FROM public.teas ORDER BY id").map { try $0.decode(String.self) }
            }
        }

        /// What the audit holds: target and outcome.
        var audit: [String] {
            get async throws {
                try await pool.query(
                    "SELECT coalesce(target, '') || ' ' || outcome FROM public.paddle_audit ORDER BY id"
                ).map { try $0.decode(String.self) }
            }
        }
    }

    private func withBench(_ body: (Bench) async throws -> Void) async throws {
        try await withTestPool { connection in
            try await connection.script(
                "CREATE TABLE public.teas (id serial PRIMARY KEY, name text UNIQUE DEFERRABLE INITIALLY DEFERRED)"
            )
            try await Migrator(sets: [auditMigrations], logger: silentLogger).up(on: connection)
        } _: { configuration, _ in
            let proxy = try Proxy(to: try #require(configuration["host"]))
            defer { proxy.end() }
            var proxied = configuration
            proxied.parameters["host"] = proxy.directory
            try await withPool(proxied) { try await body(Bench(pool: $0, proxy: proxy)) }
        }
    }

    @Test("a row in the audit comes with what was done, and with what failed after it was undone")
    func audited() async throws {
        try await withBench { bench async throws in
            #expect(try await bench.add("sencha") == ["id": 1, "name": "sencha"])
            // Deferred, so that it is the commit that fails.
            await #expect(throws: PostgresError.self) { try await bench.add("sencha") }
            #expect(try await bench.teas == ["sencha"])
            #expect(try await bench.audit == ["1 done", " failed"])
        }
    }

    @Test("a call whose answer cannot be made is undone, and so has failed")
    func unmadeAnswer() async throws {
        try await withBench { bench async throws in
            await #expect(throws: (any Error).self) { try await bench.add("endless") }
            #expect(try await bench.teas == [])
            #expect(try await bench.audit == [" failed"])
        }
    }

    @Test("when the connection is lost at the commit, what was done is answered as done")
    func lostCommit() async throws {
        try await withBench { bench async throws in
            bench.proxy.set(.losingCommit)
            #expect(try await bench.add("sencha") == ["id": 1, "name": "sencha"])
            #expect(try await bench.teas == ["sencha"])
            #expect(try await bench.audit == ["1 done"])
        }
    }

    @Test("a caller that may not read gets of an answer only what is meant for it")
    func writeOnly() async throws {
        try await withBench { bench async throws in
            #expect(try await bench.add("sencha", key: "k", caller: Caller(name: "ann", scopes: [.write])) == ["id": 1])
            let reader = Caller(name: "ann", scopes: [.read, .write])
            #expect(try await bench.add("sencha", key: "k", caller: reader) == ["id": 1, "name": "sencha"])
            #expect(try await bench.audit == ["1 done"])
        }
    }
}
