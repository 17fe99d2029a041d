import Postgres
import TestSupport
import Testing

@Suite("Cancelling", .timeLimit(.minutes(3)))
struct CancellationTests {
    /// Waits until another connection to this database runs a statement that matches.
    private func waitUntilRunning(_ text: String, watching: PostgresConnection) async throws {
        while try await runningCount(text, watching: watching) == 0 { try await Task.sleep(for: .milliseconds(2)) }
    }

    private func runningCount(_ text: String, watching: PostgresConnection) async throws -> Int {
        try await watching.query(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE \(text)
            """
        )[0].decode(Int.self)
    }

    private func withTwo(_ body: (PostgresConnection, PostgresConnection) async throws -> Void) async throws {
        try await withTestDatabase { configuration async throws in
            let one = try await PostgresConnection.connect(configuration, logger: testLogger)
            let two = try await PostgresConnection.connect(configuration, logger: testLogger)
            try await body(one, two)
            await one.close()
            await two.close()
        }
    }

    @Test("a cancelled query is cancelled on the server, and the connection is usable after")
    func query() async throws {
        try await withTwo { connection, watcher async throws in
            for _ in 0..<5 {
                let task = Task { try await connection.query("SELECT pg_sleep(600)") }
                try await waitUntilRunning("SELECT pg_sleep%", watching: watcher)
                task.cancel()
                let error = await #expect(throws: PostgresError.self) { try await task.value }
                #expect(error?.code == .cancelled)
                #expect(error?.sqlState == .queryCanceled)
                #expect(try await connection.query("SELECT 1")[0].decode(Int.self) == 1)
            }
            let running = try await runningCount("%pg_sleep(600)%", watching: watcher)
            #expect(running == 0)
        }
    }

    @Test("so are scripts, pipelines and unprepared statements")
    func otherKinds() async throws {
        try await withTwo { connection, watcher async throws in
            try await connection.execute("CREATE TABLE t (a int)")
            let kinds: [@Sendable () async throws -> Void] = [
                { try await connection.script("INSERT INTO t VALUES (1); SELECT pg_sleep(600)") },
                {
                    _ = try await connection.pipeline(["INSERT INTO t VALUES (1)", "SELECT pg_sleep(600)", "SELECT 1"])
                },
                { try await connection.stream("SELECT pg_sleep(600)") { _ in } },
            ]
            for kind in kinds {
                let task = Task { try await kind() }
                try await waitUntilRunning("%pg_sleep(600)%", watching: watcher)
                task.cancel()
                let error = await #expect(throws: PostgresError.self) { try await task.value }
                #expect(error?.code == .cancelled)
                #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
            }
        }
    }

    @Test("a statement whose task is already cancelled is not sent")
    func alreadyCancelled() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE SEQUENCE s")
            let task = Task {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                await #expect(throws: PostgresError.self) { try await connection.query("SELECT nextval('s')") }
                await #expect(throws: PostgresError.self) { try await connection.pipeline(["SELECT nextval('s')"]) }
                await #expect(throws: PostgresError.self) { try await connection.script("SELECT nextval('s')") }
                await #expect(throws: PostgresError.self) {
                    try await connection.transaction { _ = try await $0.query("SELECT nextval('s')") }
                }
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.query("SELECT nextval('s')")
                }
                #expect(error?.code == .cancelled)
            }
            await task.value
            #expect(try await connection.query("SELECT nextval('s')")[0].decode(Int.self) == 1)
        }
    }

    @Test("a cancel that comes late never hits the next statement")
    func lateCancel() async throws {
        try await withTestConnection { connection async throws in
            var generator = SeededGenerator(seed: 3)
            var cancelled = 0
            for _ in 0..<400 {
                // About as long as the way of a cancel request, so that it comes before, during and after the end.
                let microseconds = Int.random(in: 0...2000, using: &generator)
                let pause = Duration.microseconds(Int.random(in: 0...2000, using: &generator))
                let task = Task { try await connection.query("SELECT pg_sleep(\(Double(microseconds) / 1e6))") }
                let canceller = Task {
                    try await Task.sleep(for: pause)
                    task.cancel()
                }
                do {
                    _ = try await task.value
                } catch let error as PostgresError {
                    #expect(error.code == .cancelled)
                    cancelled += 1
                }
                // Nobody cancels this one.
                #expect(try await connection.query("SELECT 1")[0].decode(Int.self) == 1)
                _ = try? await canceller.value
            }
            #expect(await connection.isUsable)
            #expect((1..<400).contains(cancelled), "the test must meet both outcomes, but \(cancelled) were cancelled")
        }
    }

    @Test("a storm of cancels leaves the connection usable, and others' statements alone")
    func storm() async throws {
        try await withTestConnection { connection async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<150 {
                    group.addTask { () async throws in
                        guard number % 3 != 0 else {
                            #expect(try await connection.query("SELECT \(number)")[0].decode(Int.self) == number)
                            return
                        }
                        let task = Task { try await connection.query("SELECT pg_sleep(30)") }
                        if number % 3 == 1 { await Task.yield() }
                        task.cancel()
                        let error = await #expect(throws: PostgresError.self) { try await task.value }
                        #expect(error?.code == .cancelled)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await connection.query("SELECT 1").count == 1)
        }
    }

    @Test("a statement past statement_timeout is an error of the server, not a cancelled task")
    func statementTimeout() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("SET statement_timeout = '20ms'")
            let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT pg_sleep(60)") }
            #expect(error?.code == .server)
            #expect(error?.sqlState == .queryCanceled)
        }
    }

    @Test("a task that waits for another's statement can be cancelled without harm to that")
    func waiting() async throws {
        try await withTwo { connection, watcher async throws in
            try await watcher.execute("SELECT pg_advisory_lock(1)")
            let first = Task { try await connection.query("SELECT pg_advisory_lock(1)") }
            try await waitUntilRunning("SELECT pg_advisory_lock%", watching: watcher)
            let second = Task { try await connection.query("SELECT 2") }
            second.cancel()
            try await watcher.execute("SELECT pg_advisory_unlock(1)")
            let error = await #expect(throws: PostgresError.self) { try await second.value }
            #expect(error?.code == .cancelled)
            #expect(try await first.value.count == 1)
        }
    }
}
