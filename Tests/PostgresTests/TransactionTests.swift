import Postgres
import TestSupport
import Testing

@Suite("Transactions", .timeLimit(.minutes(3)))
struct TransactionTests {
    private struct Stop: Error {}

    private func withTable(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int8)")
            try await body(connection)
        }
    }

    private func rows(_ connection: PostgresConnection) async throws -> [Int] {
        try await connection.query("SELECT a FROM t ORDER BY a").decode(Int.self)
    }

    @Test("what returns is committed, what throws is rolled back")
    func commitAndRollback() async throws {
        try await withTable { connection async throws in
            let value = try await connection.transaction { connection in
                try await connection.execute("INSERT INTO t VALUES (1)")
                #expect(connection.transactionStatus == .inTransaction)
                return 7
            }
            #expect(value == 7)
            await #expect(throws: Stop.self) {
                try await connection.transaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (2)")
                    throw Stop()
                }
            }
            #expect(try await rows(connection) == [1])
            #expect(await connection.transactionStatus == .idle)
        }
    }

    @Test("isolation level and read only are as asked")
    func modes() async throws {
        try await withTable { connection async throws in
            let level = try await connection.transaction(isolation: .serializable, readOnly: true) { connection in
                try await connection.query("SHOW transaction_isolation")[0].decode(String.self)
            }
            #expect(level == "serializable")
            let error = await #expect(throws: PostgresError.self) {
                try await connection.transaction(readOnly: true) { try await $0.execute("INSERT INTO t VALUES (1)") }
            }
            #expect(error?.sqlState == .readOnlyTransaction)
        }
    }

    @Test("a nested transaction is undone alone")
    func nested() async throws {
        try await withTable { connection async throws in
            try await connection.transaction { connection in
                try await connection.execute("INSERT INTO t VALUES (1)")
                do {
                    try await connection.transaction { connection in
                        try await connection.execute("INSERT INTO t VALUES (2)")
                        try await connection.transaction { _ = try await $0.execute("INSERT INTO t VALUES (3)") }
                        _ = try await connection.query("SELECT 1/0")
                    }
                } catch let error as PostgresError {
                    #expect(error.sqlState == "22012")
                }
                try await connection.transaction { _ = try await $0.execute("INSERT INTO t VALUES (4)") }
            }
            #expect(try await rows(connection) == [1, 4])
        }
    }

    @Test("a commit that the server turns into a rollback is an error")
    func swallowedError() async throws {
        try await withTable { connection async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await connection.transaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (1)")
                    _ = try? await connection.query("SELECT 1/0")
                }
            }
            #expect(error?.message.contains("rolled back") == true)
            #expect(try await rows(connection).isEmpty)
        }
    }

    @Test("a commit that fails surfaces")
    func commitFails() async throws {
        try await withTable { connection async throws in
            try await connection.script(
                "CREATE TABLE u (a int8 UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO u VALUES (1)"
            )
            let error = await #expect(throws: PostgresError.self) {
                try await connection.transaction { _ = try await $0.execute("INSERT INTO u VALUES (1)") }
            }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(await connection.transactionStatus == .idle)
            #expect(try await connection.query("SELECT count(*) FROM u")[0].decode(Int.self) == 1)
        }
    }

    @Test("a cancelled task's transaction is rolled back, the rollback being sent all the same")
    func cancelled() async throws {
        try await withTable { connection async throws in
            let inside = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                try await connection.transaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (1)")
                    inside.continuation.yield()
                    _ = try await connection.query("SELECT pg_sleep(60)")
                }
            }
            for await _ in inside.stream { break }
            task.cancel()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            #expect(await connection.transactionStatus == .idle)
            #expect(try await rows(connection).isEmpty)
        }
    }

    @Test("a task cancelled before the commit does not commit")
    func cancelledBeforeCommit() async throws {
        try await withTable { connection async throws in
            let task = Task {
                try await connection.transaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (1)")
                    unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                }
            }
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            #expect(try await rows(connection).isEmpty)
        }
    }

    @Test("statements of other tasks wait until a transaction has ended")
    func exclusive() async throws {
        try await withTable { connection async throws in
            let inside = AsyncStream.makeStream(of: Void.self)
            let outside = AsyncStream.makeStream(of: Void.self)
            let first = Task {
                try await connection.transaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (1)")
                    inside.continuation.yield()
                    for await _ in outside.stream { break }
                    throw Stop()
                }
            }
            for await _ in inside.stream { break }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 2..<10 {
                    group.addTask {
                        if number % 2 == 0 {
                            try await connection.execute("INSERT INTO t VALUES (\(number))")
                        } else {
                            try await connection.transaction {
                                _ = try await $0.execute("INSERT INTO t VALUES (\(number))")
                            }
                        }
                    }
                }
                // One that gives up waiting.
                let impatient = Task { try await connection.execute("INSERT INTO t VALUES (100)") }
                impatient.cancel()
                await #expect(throws: PostgresError.self) { try await impatient.value }
                outside.continuation.yield()
                try await group.waitForAll()
            }
            await #expect(throws: Stop.self) { try await first.value }
            #expect(try await rows(connection) == Array(2..<10))
        }
    }

    @Test("child tasks of a transaction belong to it")
    func childTasks() async throws {
        try await withTable { connection async throws in
            await #expect(throws: Stop.self) {
                try await connection.transaction { connection in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for number in 0..<5 {
                            group.addTask {
                                try await connection.transaction {
                                    _ = try await $0.execute("INSERT INTO t VALUES (\(number))")
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                    let count = try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self)
                    #expect(count == 5)
                    throw Stop()
                }
            }
            #expect(try await rows(connection).isEmpty)
        }
    }
}
