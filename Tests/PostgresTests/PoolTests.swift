import Logging
import Synchronization
import TestSupport
import Testing

@testable import Postgres

/// Gives `body` a pool on a fresh database, closed afterwards.
private func withPool(
    metrics: (any PostgresPoolMetrics)? = nil,
    _ change: (inout PostgresPoolConfiguration) -> Void = { _ in },
    _ body: (PostgresPool) async throws -> Void
) async throws {
    try await withTestDatabase { database in
        var configuration = PostgresPoolConfiguration(database)
        configuration.maximumConnections = 4
        configuration.acquireTimeout = .seconds(60)
        change(&configuration)
        try await withPool(configuration, logger: testLogger, metrics: metrics, body)
    }
}

/// Uses some connections of a pool at the same time, so that there are that many.
func useAtOnce(_ count: Int, of pool: PostgresPool) async throws {
    let present = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<count {
            group.addTask {
                try await pool.withConnection { _ in
                    present.add()
                    try await eventually { present.count == count }
                }
            }
        }
        try await group.waitForAll()
    }
}

/// The one number that a query yields.
private func number(_ rows: PostgresRows) throws -> Int? {
    guard let row = rows.first else { return nil }
    let value: Int = try row.decode(Int.self)
    return value
}

@Suite("The pool on a real server")
struct PoolTests {
    @Test("nothing is opened before it is needed, and then it is used again")
    func lazy() async throws {
        try await withPool { pool in
            #expect(pool.counts == PostgresPoolCounts())
            let first = try await pool.withConnection { $0.backendPID }
            let second = try await pool.withConnection { $0.backendPID }
            #expect(first == second)
            #expect(pool.counts.total == 1)
        }
    }

    @Test("statements, batches and transactions go through any connection")
    func conveniences() async throws {
        try await withPool { pool in
            try await pool.execute("CREATE TABLE t (n int8)")
            #expect(try await pool.execute("INSERT INTO t SELECT generate_series(1, 3)") == 3)
            #expect(try await number(pool.query("SELECT sum(n)::int8 FROM t")) == 6)
            let rows = try await pool.pipeline(["SELECT 1::int8", "SELECT 2::int8"])
            #expect(try rows.map(number) == [1, 2])
            let changed = try await pool.transaction { try await $0.execute("DELETE FROM t WHERE n > 1") }
            #expect(changed == 2)
        }
    }

    @Test("a thousand tasks share four connections, and none is lost")
    func manyTasks() async throws {
        try await withPool { pool in
            let pids = try await withThrowingTaskGroup(of: Int.self) { group in
                for expected in 0..<1_000 {
                    group.addTask {
                        try await pool.withConnection { connection in
                            let answer = try await number(connection.query("SELECT \(expected)"))
                            #expect(answer == expected)
                            return connection.backendPID
                        }
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(pids.count <= 4)
            #expect(pool.counts.idle == pool.counts.total)
            #expect(pool.counts.total <= 4)
        }
    }

    @Test("when all are in use for too long, the error says so and what to do")
    func timeout() async throws {
        try await withPool({
            $0.maximumConnections = 1
            $0.acquireTimeout = .milliseconds(100)
        }) { pool in
            // Opening the one connection may itself take longer than that on a busy machine.
            while pool.counts.idle == 0 { _ = try? await pool.execute("SELECT 1") }
            try await pool.withConnection { _ in
                let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
                #expect(error?.code == .poolTimeout)
                #expect(error?.message.contains("within 100 ms; all 1 are in use") == true)
            }
            #expect(pool.counts.waiting == 0)
            try await pool.execute("SELECT 1")
        }
    }

    @Test("too many waiting are refused at once")
    func fullLine() async throws {
        try await withPool({
            $0.maximumConnections = 1
            $0.maximumWaiters = 1
        }) { pool in
            let waiting = try await pool.withConnection { _ in
                let waiting = Task { try await pool.query("SELECT 1") }
                try await eventually { pool.counts.waiting == 1 }
                let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
                #expect(error?.code == .poolUnavailable)
                return waiting
            }
            _ = try await waiting.value
        }
    }

    @Test("a cancelled waiter leaves the line at once")
    func cancelledWaiter() async throws {
        try await withPool({ $0.maximumConnections = 1 }) { pool in
            try await pool.withConnection { _ in
                let waiting = Task { try await pool.query("SELECT 1") }
                try await eventually { pool.counts.waiting == 1 }
                waiting.cancel()
                await #expect(throws: CancellationError.self) { try await waiting.value }
                #expect(pool.counts.waiting == 0)
            }
            try await pool.execute("SELECT 1")
        }
    }

    @Test("storms of cancellation leak no connection")
    func cancellationStorm() async throws {
        try await withPool { pool in
            for _ in 0..<5 {
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            _ = try? await pool.transaction { connection in
                                try await connection.query("SELECT pg_sleep(\(Double(number % 10) / 1_000))")
                            }
                        }
                    }
                    for _ in 0..<40 { await group.next() }
                    group.cancelAll()
                }
                #expect(pool.counts.leased == 0)
                try await eventually { pool.counts.opening == 0 }
                #expect(pool.counts.waiting == 0)
                #expect(pool.counts.idle <= 4)
            }
            #expect(try await number(pool.query("SELECT 1::int8")) == 1)
            let sessions = try await pool.query(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
            )
            #expect(try number(sessions) == pool.counts.total)
        }
    }

    @Test("a transaction that a body leaves open is rolled back before the next caller comes")
    func leftTransaction() async throws {
        try await withPool({ $0.maximumConnections = 1 }) { pool in
            try await pool.execute("CREATE TABLE t (n int8)")
            let pid = try await pool.withConnection { connection in
                try await connection.execute("BEGIN")
                try await connection.execute("INSERT INTO t VALUES (1)")
                return connection.backendPID
            }
            try await pool.withConnection { connection in
                #expect(connection.backendPID == pid)
                #expect(connection.transactionStatus == .idle)
                let rows = try await connection.query("SELECT * FROM t")
                #expect(rows.isEmpty)
            }
            await #expect(throws: PostgresError.self) {
                try await pool.withConnection { connection in
                    try await connection.execute("BEGIN")
                    try await connection.execute("SELECT 1/0")
                }
            }
            try await pool.withConnection { #expect($0.transactionStatus == .idle) }
        }
    }

    @Test("a serialization failure is repeated until it succeeds")
    func serializationRetry() async throws {
        try await withPool { pool in
            try await pool.execute("CREATE TABLE counter AS SELECT 0::int8 AS n")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<5 {
                            try await pool.transaction(isolation: .serializable, attempts: 50) { connection in
                                let n = try await number(connection.query("SELECT n FROM counter")) ?? 0
                                try await connection.execute("UPDATE counter SET n = \(n + 1)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await number(pool.query("SELECT n FROM counter")) == 20)
        }
    }

    @Test("after the last attempt the failure is passed on; other errors are never repeated")
    func boundedRetry() async throws {
        try await withPool { pool in
            for (state, expected) in [("40001", 3), ("40P01", 3), ("23505", 1), ("40003", 1)] {
                let runs = Tally()
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.transaction(attempts: 3) { connection in
                        runs.add()
                        try await connection.execute(
                            "DO \(unsafe: "$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '\(state)'; END $$")"
                        )
                    }
                }
                #expect(error?.sqlState?.rawValue == state)
                #expect(runs.count == expected)
            }
        }
    }

    @Test("onConnect runs once on each new connection, before anything else")
    func onConnect() async throws {
        try await withPool({
            $0.onConnect = { try await $0.execute("SET application_name = 'set by the hook'") }
        }) { pool in
            for _ in 1...2 {
                let name = try await pool.query("SELECT current_setting('application_name')").first?.decode(String.self)
                #expect(name == "set by the hook")
            }
        }
    }

    @Test("the minimum is opened ahead, kept, and the rest closed when idle")
    func upkeep() async throws {
        try await withPool({
            $0.minimumConnections = 2
            $0.idleTimeout = .milliseconds(200)
        }) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await pool.run() }
                try await eventually { pool.counts.idle == 2 }
                try await useAtOnce(4, of: pool)
                try await eventually { pool.counts == PostgresPoolCounts(idle: 2) }
                group.cancelAll()
            }
        }
    }

    @Test("a closed pool waits for what is lent, refuses everybody, and leaves no session")
    func closing() async throws {
        try await withPool { pool in
            let held = Tally()
            let release = Tally()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await pool.withConnection { connection in
                        held.add()
                        while release.count == 0 { try await Task.sleep(for: .milliseconds(1)) }
                        try await connection.execute("SELECT 1")
                    }
                }
                try await eventually { held.count == 1 }
                group.addTask {
                    await pool.close()
                    #expect(release.count == 1)
                }
                try await eventually { pool.state.withLock { $0.machine.isClosed } }
                let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
                #expect(error?.code == .poolUnavailable)
                release.add()
                try await group.waitForAll()
            }
            #expect(pool.counts == PostgresPoolCounts())
        }
    }

    @Test("the metrics tell of each connection and each lease")
    func metrics() async throws {
        let metrics = Recorder()
        try await withPool(metrics: metrics) { pool in
            try await pool.execute("SELECT 1")
            try await pool.execute("SELECT 1")
        }
        #expect(metrics.events.withLock { $0 } == ["opened", "leased", "released", "leased", "released", "closed"])
    }
}

/// Keeps what a pool tells.
private final class Recorder: PostgresPoolMetrics {
    let events = Mutex<[String]>([])

    func connectionOpened(in duration: Duration) { events.withLock { $0.append("opened") } }
    func connectionFailed(_ error: any Error) { events.withLock { $0.append("failed") } }
    func connectionClosed() { events.withLock { $0.append("closed") } }
    func connectionLeased(waited: Duration) { events.withLock { $0.append("leased") } }
    func connectionReleased(held: Duration) { events.withLock { $0.append("released") } }
    func leaseFailed(waited: Duration, _ error: any Error) { events.withLock { $0.append("refused") } }
}
