import Logging
import Synchronization
import TestSupport
import Testing

@testable import Postgres

@Suite("The pool when the server fails", .serialized)
struct PoolFaultTests {
    private func quiet() -> Logger {
        var logger = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        return logger
    }

    private func pool(
        _ database: PostgresConfiguration,
        _ change: (inout PostgresPoolConfiguration) -> Void = { _ in }
    ) -> PostgresPool {
        var configuration = PostgresPoolConfiguration(database)
        configuration.maximumConnections = 4
        configuration.acquireTimeout = .seconds(60)
        configuration.firstBackoff = .milliseconds(10)
        change(&configuration)
        return PostgresPool(configuration, logger: quiet())
    }

    @Test("connections that the server has ended are not lent: the next callers get new ones")
    func terminated() async throws {
        try await withTestDatabase { database in
            let pool = pool(database)
            try await useAtOnce(4, of: pool)
            try await ask(
                database,
                """
                SELECT count(pg_terminate_backend(pid, 60000))::text FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                """
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { try await pool.execute("SELECT 1") } }
                try await group.waitForAll()
            }
            await pool.close()
        }
    }

    @Test("a connection ended in mid-use fails that caller alone")
    func terminatedInUse() async throws {
        try await withTestDatabase { database in
            let pool = pool(database) { $0.maximumConnections = 1 }
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withConnection { connection in
                    try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error != nil)
            try await pool.execute("SELECT 1")
            #expect(pool.counts == PostgresPoolCounts(idle: 1))
            await pool.close()
        }
    }

    @Test("while the server is away callers end by their own time-out, with the reason, and few attempts are made")
    func away() async throws {
        let attempts = Attempts()
        var configuration = PostgresPoolConfiguration(
            PostgresConfiguration(parameters: ["host": "/nonexistent", "user": "nobody", "dbname": "nothing"])
        )
        configuration.maximumConnections = 4
        configuration.acquireTimeout = .milliseconds(500)
        configuration.firstBackoff = .milliseconds(100)
        let pool = PostgresPool(configuration, logger: quiet(), metrics: attempts)
        let errors = await withTaskGroup(of: PostgresError?.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    do {
                        try await pool.execute("SELECT 1")
                        return nil
                    } catch {
                        return error as? PostgresError
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors.count == 100)
        #expect(errors.allSatisfy { $0?.code == .poolTimeout && $0?.message.contains("/nonexistent") == true })
        #expect(attempts.failed.count < 12, "four at first, then one at a time")
        try await eventually { pool.counts == PostgresPoolCounts() }
        await pool.close()
    }

    @Test("an idle connection that has fallen silent is given up for a new one in time", .timeLimit(.minutes(1)))
    func silentIdle() async throws {
        try await withTestDatabase { database in
            let proxy = try Proxy(to: try #require(database["host"]))
            defer { proxy.end() }
            var proxied = database
            proxied.parameters["host"] = proxy.directory
            let (first, opened) = (proxied, Tally())
            var configuration = PostgresPoolConfiguration {
                opened.add()
                return opened.count == 1 ? first : database
            }
            configuration.maximumConnections = 1
            configuration.verifyAfter = .zero
            configuration.acquireTimeout = .seconds(4)
            let pool = PostgresPool(configuration, logger: silentLogger)
            try await pool.execute("SELECT 1")
            proxy.set(.silent)
            try await pool.execute("SELECT 1")
            #expect(opened.count == 2)
            #expect(pool.counts == PostgresPoolCounts(idle: 1))
            await pool.close()
        }
    }

    @Test("a caller that is cancelled leaves a silent connection", .timeLimit(.minutes(1)))
    func cancelledVerification() async throws {
        try await withTestDatabase { database in
            let proxy = try Proxy(to: try #require(database["host"]))
            defer { proxy.end() }
            var proxied = database
            proxied.parameters["host"] = proxy.directory
            proxied.cancelTimeout = .milliseconds(200)
            let pool = pool(proxied) {
                $0.verifyAfter = .zero
                $0.acquireTimeout = .seconds(3600)
            }
            try await pool.execute("SELECT 1")
            proxy.set(.silent)
            let caller = Task { try await pool.execute("SELECT 1") }
            try await eventually { pool.counts.leased == 1 }
            caller.cancel()
            await #expect(throws: (any Error).self) { try await caller.value }
            proxy.set(.forwarding)
            try await pool.execute("SELECT 1")
            await pool.close()
        }
    }

    @Test(
        "an attempt that nothing can end holds no caller beyond its time, and the pool closes after it",
        .timeLimit(.minutes(1)),
        arguments: [true, false]
    )
    func endlessAttempt(succeedsInTheEnd: Bool) async throws {
        try await withTestDatabase { database in
            let gate = Tally()
            let closed = Tally()
            var configuration = PostgresPoolConfiguration {
                // As the look-up of a host's name: cancelling does not end it.
                await Task { while gate.count == 0 { try? await Task.sleep(for: .milliseconds(2)) } }.value
                if !succeedsInTheEnd { throw PostgresError(.connection, "no such host") }
                return database
            }
            configuration.acquireTimeout = .milliseconds(100)
            let pool = PostgresPool(configuration, logger: silentLogger)
            let error = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT 1") }
            #expect(error?.code == .poolTimeout)
            #expect(error?.message.contains("did not answer in time") == true)
            let caller = Task { try await pool.execute("SELECT 1") }
            try await eventually { pool.counts.opening == 2 }
            caller.cancel()
            await #expect(throws: (any Error).self) { try await caller.value }
            #expect(pool.counts == PostgresPoolCounts(opening: 2))

            async let closing: Void = {
                await pool.close()
                closed.add()
            }()
            try await eventually { pool.state.withLock { $0.machine.isClosed } }
            #expect(closed.count == 0)
            gate.add()
            await closing
            #expect(pool.counts == PostgresPoolCounts())
        }
    }

    @Test("opening ahead from a server that is away waits in no line, where it would take what others need")
    func awayAhead() async throws {
        let attempts = Attempts()
        var configuration = PostgresPoolConfiguration(
            PostgresConfiguration(parameters: ["host": "/nonexistent", "user": "nobody", "dbname": "nothing"])
        )
        configuration.minimumConnections = 2
        configuration.maximumConnections = 2
        configuration.idleTimeout = .milliseconds(1)
        configuration.firstBackoff = .milliseconds(1)
        let pool = PostgresPool(configuration, logger: silentLogger, metrics: attempts)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await pool.run() }
            try await eventually { attempts.failed.count > 4 }
            group.cancelAll()
        }
        #expect(attempts.queued.count == 0)
        await pool.close()
    }

    @Test("every caller learns the name of a database that does not exist")
    func wrongDatabase() async throws {
        try await withTestDatabase { database in
            var wrong = database
            wrong.parameters["dbname"] = "no such database"
            let pool = pool(wrong) { $0.acquireTimeout = .seconds(1) }
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let error = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT 1") }
                        #expect(error?.message.contains("no such database") == true)
                    }
                }
            }
            await pool.close()
        }
    }

    @Test("a hook that fails counts as a failure to connect, and its session is closed")
    func failingHook() async throws {
        try await withTestDatabase { database in
            let pool = pool(database) {
                $0.acquireTimeout = .seconds(2)
                $0.onConnect = { try await $0.execute("SELECT 1/0") }
            }
            let error = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT 1") }
            #expect(error?.code == .poolTimeout)
            #expect(error?.message.contains("division by zero") == true)
            await pool.close()
            #expect(pool.counts == PostgresPoolCounts())
        }
    }
}

/// Counts failed attempts to connect, and the moments at which somebody waits in line.
private final class Attempts: PostgresPoolMetrics {
    let failed = Tally()
    let queued = Tally()

    func connectionFailed(_ error: any Error) { failed.add() }
    func changed(_ counts: PostgresPoolCounts) { if counts.waiting > 0 { queued.add() } }
}
