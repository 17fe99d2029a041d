import TestSupport
import Testing

@testable import Postgres

@Suite("Behind PgBouncer in transaction mode", .enabled(if: Pooler.isInstalled, Comment(rawValue: Pooler.absence)))
struct PoolerTests {
    private static let path = "SELECT current_setting('search_path')" as SQL
    private static let ours = #""pg_catalog", "pg_temp""#

    /// A database whose own search path leads into a trap, so that a statement without ours falls into it.
    private func behindPooler(
        statementTimeout: Duration? = nil,
        _ body: (_ direct: PostgresConnection, _ pooled: PostgresConnection) async throws -> Void
    ) async throws {
        try await withTestDatabase { configuration in
            try await ask(
                configuration,
                "ALTER DATABASE \(identifier: configuration["dbname"] ?? "") SET search_path = trap, public"
            )
            let direct = try await PostgresConnection.connect(configuration, logger: testLogger)
            try await Pooler.with(configuration.asServed) { pooled in
                var pooled = pooled
                pooled.statementTimeout = statementTimeout
                let connection = try await PostgresConnection.connect(pooled, logger: testLogger)
                try await body(direct, connection)
                await connection.close()
            }
            await direct.close()
        }
    }

    @Test("it is noticed, and that there is none")
    func noticed() async throws {
        try await behindPooler { direct, pooled in
            #expect(await pooled.isPooled)
            #expect(await !direct.isPooled)
        }
    }

    @Test("every kind of statement has our search path, in whatever session it runs")
    func searchPath() async throws {
        try await behindPooler { direct, pooled in
            try await direct.script("CREATE TABLE t (path text)")
            for _ in 1...6 {
                #expect(try await pooled.query(Self.path)[0].decode(String.self) == Self.ours)
                let batch = try await pooled.pipeline([Self.path, "SELECT 1", Self.path])
                #expect(try batch[0][0].decode(String.self) == Self.ours)
                #expect(try batch[2][0].decode(String.self) == Self.ours)
                let nested = try await pooled.transaction(isolation: .serializable) { connection in
                    _ = try await connection.query("SELECT 1")
                    return try await connection.query(Self.path)[0].decode(String.self)
                }
                #expect(nested == Self.ours)
                var paths: [String] = []
                try await pooled.stream(Self.path) { paths.append(try $0.decode(String.self)) }
                try await pooled.copyOut(Self.path) { paths.append(try $0.decode(String.self)) }
                #expect(paths == [Self.ours, Self.ours])
                try await pooled.script("INSERT INTO public.t \(Self.path.text)")
            }
            let others = try await direct.query(#"SELECT count(*) FROM t WHERE path <> '"pg_catalog", "pg_temp"'"#)
            #expect(try others[0].decode(Int.self) == 0)
            #expect(try await direct.query("SELECT count(*) FROM t")[0].decode(Int.self) == 6)
        }
    }

    @Test("rows are copied in whole, or not at all")
    func copyIn() async throws {
        try await behindPooler { direct, pooled async throws in
            try await direct.script("CREATE TABLE t (n int CHECK (n < 10))")
            let rows = { (numbers: [Int32]) in numbers.map { PostgresBinds($0) } }
            #expect(try await pooled.copyIn(into: "public.t", columns: ["n"], rows: rows([1, 2])) == 2)
            await #expect(throws: PostgresError.self) {
                try await pooled.copyIn(into: "public.t", columns: ["n"], rows: rows([3, 11]))
            }
            let arriving = AsyncStream { continuation in
                for number in [4, 5] as [Int32] { continuation.yield(PostgresBinds(number)) }
                continuation.finish()
            }
            #expect(try await pooled.copyIn(into: "public.t", columns: ["n"], rows: arriving) == 2)
            let sum = try await direct.query("SELECT count(*), sum(n) FROM t")
            let (count, total) = try sum[0].decode((Int64, Int64).self)
            #expect((count, total) == (4, 12))
            #expect(try await pooled.query(Self.path)[0].decode(String.self) == Self.ours)
        }
    }

    @Test("what is set for us does not reach the pooler's other clients")
    func others() async throws {
        try await behindPooler { _, pooled in
            for _ in 1...6 {
                _ = try await pooled.query(Self.path)
                let bare = try await pooled.runWithoutSettings(Self.path)
                #expect(try bare[0].decode(String.self) == "trap, public")
            }
        }
    }

    @Test("an error leaves the connection as it was: a failed statement, stream or script")
    func errors() async throws {
        try await behindPooler { _, pooled async throws in
            for _ in 1...3 {
                await #expect(throws: PostgresError.self) { try await pooled.query("SELECT 1 / 0") }
                await #expect(throws: PostgresError.self) { try await pooled.script("SELECT 1; SELECT 1 / 0") }
                await #expect(throws: PostgresError.self) { try await pooled.stream("SELECT 1 / 0") { _ in } }
                await #expect(throws: Stop.self) {
                    try await pooled.stream("SELECT generate_series(1, 100000)") { _ in throw Stop() }
                }
                #expect(await pooled.transactionStatus == .idle)
                #expect(try await pooled.query(Self.path)[0].decode(String.self) == Self.ours)
            }
        }
    }

    private struct Stop: Error {}

    @Test("the time limit of a statement reaches the server, and can be lifted")
    func timeLimit() async throws {
        try await behindPooler(statementTimeout: .milliseconds(50)) { _, pooled async throws in
            for _ in 1...4 {
                let error = await #expect(throws: PostgresError.self) { try await pooled.query("SELECT pg_sleep(60)") }
                #expect(error?.sqlState == .queryCanceled)
                _ = try await pooled.pipeline([.liftingStatementTimeout, "SELECT pg_sleep(0.1)"])
            }
        }
    }

    @Test("a listener asks for changes, since it cannot be told")
    func listening() async throws {
        try await withTestDatabase { configuration in
            try await ask(configuration, "CREATE TABLE t (n int)")
            try await Pooler.with(configuration) { pooled in
                let listener = PostgresListener(pooled, logger: silentLogger)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await listener.run() }
                    defer { group.cancelAll() }
                    try await listener.listen(to: "jobs")
                    var events = listener.events.makeAsyncIterator()
                    for statement in ["INSERT INTO t VALUES (1)", "TRUNCATE t"] {
                        try await ask(configuration, SQL(unsafe: statement))
                        #expect(await events.next() == .mayHaveMissed)
                    }
                }
            }
        }
    }
}

extension PostgresConnection {
    /// What another client of the pooler would meet, which sets nothing.
    fileprivate func runWithoutSettings(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
        PostgresRows(storage: try await statement { () throws(PostgresError) in try runUnnamed(sql) })
    }
}
