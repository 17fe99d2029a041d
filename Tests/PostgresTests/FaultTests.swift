import Postgres
import TestSupport
import Testing

@Suite("Faults", .timeLimit(.minutes(3)))
struct FaultTests {
    /// A connection through a proxy, and one to the server itself.
    private func withProxy(
        _ body: (Proxy, PostgresConnection, PostgresConnection) async throws -> Void
    ) async throws {
        try await withTestDatabase { configuration async throws in
            let proxy = try Proxy(to: try #require(configuration["host"]))
            defer { proxy.end() }
            var proxied = configuration
            proxied.parameters["host"] = proxy.directory
            proxied.cancelTimeout = .milliseconds(200)
            let connection = try await PostgresConnection.connect(proxied, logger: silentLogger)
            let direct = try await PostgresConnection.connect(configuration, logger: testLogger)
            try await body(proxy, connection, direct)
            await connection.close()
            await direct.close()
        }
    }

    private func waitUntilRunning(_ pid: Int, watching: PostgresConnection) async throws {
        while try await watching.query(
            "SELECT count(*) FROM pg_stat_activity WHERE pid = \(pid) AND state = 'active'"
        )[0].decode(Int.self) == 0 { try await Task.sleep(for: .milliseconds(2)) }
    }

    private let kinds: [@Sendable (PostgresConnection) async throws -> Void] = [
        { _ = try await $0.query("SELECT pg_sleep(600)") },
        { _ = try await $0.pipeline(["SELECT 1", "SELECT pg_sleep(600)", "SELECT 2"]) },
        { try await $0.script("SELECT pg_sleep(600)") },
        { try await $0.transaction { _ = try await $0.query("SELECT pg_sleep(600)") } },
        { try await $0.stream("SELECT pg_sleep(600)") { _ in } },
        { try await $0.copyOut("SELECT pg_sleep(600)::text") { _ in } },
    ]

    @Test("a backend terminated in the middle of a statement is a connection error", arguments: 0..<6)
    func terminated(kind: Int) async throws {
        try await withTestDatabase { configuration async throws in
            let connection = try await PostgresConnection.connect(configuration, logger: testLogger)
            let killer = try await PostgresConnection.connect(configuration, logger: testLogger)
            let pid = await connection.backendPID
            let run = kinds[kind]
            let task = Task { try await run(connection) }
            try await waitUntilRunning(pid, watching: killer)
            try await killer.execute("SELECT pg_terminate_backend(\(Int32(pid)))")
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .connection)
            #expect(error?.sqlState == .adminShutdown)
            #expect(await connection.isUsable == false)
            let next = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
            #expect(next?.code == .connection)
            await killer.close()
        }
    }

    @Test("a backend terminated while idle is noticed without a statement")
    func terminatedWhileIdle() async throws {
        try await withTestDatabase { configuration async throws in
            let connection = try await PostgresConnection.connect(configuration, logger: testLogger)
            let killer = try await PostgresConnection.connect(configuration, logger: testLogger)
            #expect(await connection.isUsable)
            try await killer.execute("SELECT pg_terminate_backend(\(Int32(await connection.backendPID)), 10000)")
            #expect(await connection.isUsable == false)
            let error = await #expect(throws: PostgresError.self) { try await connection.pipeline(["SELECT 1"]) }
            #expect(error?.code == .connection)
            await killer.close()
        }
    }

    @Test("a line cut in the middle of a statement is a connection error", arguments: 0..<6)
    func cut(kind: Int) async throws {
        try await withProxy { proxy, connection, direct async throws in
            let pid = await connection.backendPID
            let run = kinds[kind]
            let task = Task { try await run(connection) }
            try await waitUntilRunning(pid, watching: direct)
            proxy.set(.cut)
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .connection)
            #expect(await connection.isUsable == false)
        }
    }

    @Test("writing into a line that was cut is an error, not a signal")
    func cutWhileWriting() async throws {
        try await withProxy { proxy, connection, _ async throws in
            proxy.set(.cut)
            while await connection.isUsable { try await Task.sleep(for: .milliseconds(2)) }
        }
        try await withProxy { proxy, connection, _ async throws in
            proxy.set(.cut)
            let text = String(repeating: "x", count: 10_000_000)
            for _ in 0..<2 {
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.pipeline(["SELECT \(text)", "SELECT \(text)"])
                }
                #expect(error?.code == .connection)
            }
        }
    }

    @Test("when the server does not answer, a cancelled task gives the connection up instead of hanging")
    func silent() async throws {
        try await withProxy { proxy, connection, direct async throws in
            let pid = await connection.backendPID
            let task = Task { try await connection.query("SELECT pg_sleep(600)") }
            try await waitUntilRunning(pid, watching: direct)
            proxy.set(.silent)
            task.cancel()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            #expect(await connection.isUsable == false)
        }
    }

    @Test("a transaction is not begun, and its connection given up, when the server does not answer")
    func silentBegin() async throws {
        try await withProxy { proxy, connection, _ async throws in
            proxy.set(.silent)
            let error = await #expect(throws: PostgresError.self) { try await connection.transaction { _ in } }
            #expect(error?.code == .timeout)
            #expect(error?.statement == "BEGIN")
            #expect(await connection.isUsable == false)
            let next = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
            #expect(next?.code == .connection)
        }
    }

    @Test("rolling back ends when the server does not answer")
    func silentRollback() async throws {
        struct Stop: Error {}
        try await withProxy { proxy, connection, _ async throws in
            await #expect(throws: Stop.self) {
                try await connection.transaction { _ in
                    proxy.set(.silent)
                    throw Stop()
                }
            }
            #expect(await connection.isUsable == false)
        }
    }

    /// A transaction whose commit takes `seconds`.
    private func commitSlowly(_ connection: PostgresConnection, seconds: Double) async throws {
        try await connection.script(
            """
            CREATE TABLE t (a int);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(\(seconds)); RETURN new; END $$;
            CREATE CONSTRAINT TRIGGER t AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION f();
            """
        )
        _ = try await connection.transaction { try await $0.execute("INSERT INTO t VALUES (1)") }
    }

    @Test("a commit that takes long is waited for")
    func slowCommit() async throws {
        try await withProxy { _, connection, direct async throws in
            try await commitSlowly(connection, seconds: 0.5)
            #expect(await connection.isUsable)
            #expect(try await direct.query("SELECT count(*) FROM t")[0].decode(Int.self) == 1)
        }
    }

    @Test("a commit whose task is cancelled ends when the server does not answer, and says what is not known")
    func silentCommit() async throws {
        try await withProxy { proxy, connection, direct async throws in
            let pid = await connection.backendPID
            let task = Task { try await commitSlowly(connection, seconds: 600) }
            while try await direct.query(
                "SELECT count(*) FROM pg_stat_activity WHERE pid = \(pid) AND state = 'active' AND query = 'COMMIT'"
            )[0].decode(Int.self) == 0 { try await Task.sleep(for: .milliseconds(2)) }
            proxy.set(.silent)
            task.cancel()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .timeout)
            #expect(error?.message.contains("not known") == true)
            #expect(await connection.isUsable == false)
        }
    }

    @Test("a sign of life comes from a server that is there; else the connection is given up")
    func ping() async throws {
        try await withProxy { proxy, connection, _ async throws in
            try await connection.ping(within: .seconds(60))
            #expect(await connection.isUsable)
            proxy.set(.silent)
            let error = await #expect(throws: PostgresError.self) {
                try await connection.ping(within: .milliseconds(100))
            }
            #expect(error?.code == .timeout)
            #expect(await connection.isUsable == false)
        }
    }

    @Test("a line cut in the middle of a COPY is an error, and nothing is written")
    func cutCopy() async throws {
        try await withProxy { proxy, connection, direct async throws in
            try await direct.execute("CREATE TABLE t (a int8)")
            let error = await #expect(throws: PostgresError.self) {
                let rows = (0...).lazy.map { number in
                    if number == 300_000 { proxy.set(.cut) }
                    return PostgresBinds(number)
                }
                return try await connection.copyIn(into: "t", columns: ["a"], rows: rows)
            }
            #expect(error?.code == .connection)
            #expect(try await direct.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
        }
    }
}
