import Postgres
import TestSupport
import Testing

@Suite("Statements")
struct StatementTests {
    private func preparedCount(_ connection: PostgresConnection) async throws -> Int {
        try await connection.query("SELECT count(*) FROM pg_prepared_statements")[0].decode(Int.self)
    }

    @Test("a statement is prepared once and kept")
    func prepared() async throws {
        try await withTestConnection { connection async throws in
            for number in 0..<10 {
                #expect(try await connection.query("SELECT \(number) * 2")[0].decode(Int.self) == number * 2)
            }
            let names = try await connection.query(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1 * 2'"
            )[0].decode(Int.self)
            #expect(names == 1)
            // The same text with another type is another statement.
            #expect(try await connection.query("SELECT \(1.5) * 2")[0].decode(Double.self) == 3)
        }
    }

    @Test("the cache forgets what was unused for longest, on the server too")
    func eviction() async throws {
        try await withTestConnection(configure: { $0.statementCacheSize = 4 }) { connection async throws in
            for number in 0..<50 {
                #expect(
                    try await connection.query("SELECT \(unsafe: "\(number)")")[0].decode(Int.self) == number
                )
                #expect(try await connection.query("SELECT 'often'")[0].decode(String.self) == "often")
            }
            #expect(try await preparedCount(connection) <= 5)
            let isKept = try await connection.query(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT ''often'''"
            )[0].decode(Int.self)
            #expect(isKept == 1)
        }
    }

    @Test("a statement whose table has changed is prepared again, unseen")
    func changedTable() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script("CREATE TABLE t (a int8); INSERT INTO t VALUES (1)")
            #expect(try await connection.query("SELECT * FROM t")[0].decode(Int.self) == 1)
            try await connection.script("ALTER TABLE t ADD b text DEFAULT 'x'")
            #expect(try await connection.query("SELECT * FROM t")[0].decode((Int, String).self) == (1, "x"))
            // In a transaction it fails, since the server has failed it; the next one works.
            try await connection.script("ALTER TABLE t DROP b")
            let error = await #expect(throws: PostgresError.self) {
                try await connection.transaction { try await $0.query("SELECT * FROM t") }
            }
            #expect(error?.sqlState == .featureNotSupported)
            let row = try await connection.transaction { try await $0.query("SELECT * FROM t")[0].decode(Int.self) }
            #expect(row == 1)
            // In a pipeline.
            try await connection.script("ALTER TABLE t ADD c int DEFAULT 3")
            let rows = try await connection.pipeline(["INSERT INTO t VALUES (2)", "SELECT * FROM t ORDER BY a"])
            #expect(try rows[1].decode((Int, Int).self).map(\.0) == [1, 2])
        }
    }

    @Test(
        "statements work after the server forgot them",
        arguments: ["DISCARD ALL", "DEALLOCATE ALL", "deallocate all;"]
    )
    func forgotten(command: String) async throws {
        try await withTestConnection { connection async throws in
            #expect(try await connection.query("SELECT \(1)")[0].decode(Int.self) == 1)
            try await connection.script(command)
            #expect(try await connection.query("SELECT \(2)")[0].decode(Int.self) == 2)
            try await connection.execute(SQL(unsafe: command))
            #expect(try await connection.query("SELECT \(3)")[0].decode(Int.self) == 3)
            // Behind our back, the server having no one to tell us.
            try await connection.script("DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$")
            #expect(try await connection.query("SELECT \(4)")[0].decode(Int.self) == 4)
            #expect(try await connection.pipeline(["SELECT \(5)", "SELECT \(6)"]).count == 2)
        }
    }

    @Test("with prepared statements off, none is made")
    func off() async throws {
        try await withTestConnection(configure: { $0.preparedStatements = false }) { connection async throws in
            for number in 0..<3 {
                #expect(try await connection.query("SELECT \(number)")[0].decode(Int.self) == number)
                let batch = try await connection.pipeline(["SELECT \(number)", "SELECT \("x")"])
                #expect(try batch[0][0].decode(Int.self) == number)
            }
            #expect(try await preparedCount(connection) == 0)
        }
    }

    @Test("affected rows are counted")
    func affectedRows() async throws {
        try await withTestConnection { connection async throws in
            let created = try await connection.execute("CREATE TABLE t (a int)")
            #expect(created == 0)
            #expect(try await connection.execute("INSERT INTO t SELECT generate_series(1, 10)") == 10)
            #expect(try await connection.execute("UPDATE t SET a = a + 1 WHERE a > 5") == 5)
            #expect(try await connection.execute("DELETE FROM t") == 10)
            #expect(try await connection.query("").count == 0)
        }
    }

    @Test("a hundred thousand rows come whole")
    func manyRows() async throws {
        let rows = try await withTestConnection {
            try await $0.query("SELECT n, 'row ' || n, n % 2 = 0 FROM generate_series(1, 100000) n")
        }
        #expect(rows.count == 100_000)
        var sum = 0
        for row in rows { sum += Int(try row.decode((Int32, String, Bool).self).0) }
        #expect(sum == 5_000_050_000)
    }

    @Test("50 MB go there and back")
    func largeValue() async throws {
        let text = String(repeating: "0123456789", count: 5_000_000)
        try await withTestConnection { connection async throws in
            #expect(try await connection.query("SELECT \(text)")[0].decode(String.self) == text)
            #expect(
                try await connection.pipeline(["SELECT 1", "SELECT length(\(text))", "SELECT 2"])[1][0].decode(Int.self)
                    == text.utf8.count
            )
        }
    }

    @Test("a script runs many statements, all or none")
    func script() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script("CREATE TABLE t (a int); INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);")
            let error = await #expect(throws: PostgresError.self) {
                try await connection.script("INSERT INTO t VALUES (3); SELECT 1/0; INSERT INTO t VALUES (4)")
            }
            #expect(error?.sqlState == "22012")
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 2)
        }
    }

    @Test("COPY as a statement is refused, and the connection goes on")
    func copyAsStatement() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int)")
            for text in ["COPY t FROM STDIN", " -- a\n/* b */copy (SELECT generate_series(1, 100000)) TO STDOUT"] {
                for _ in 0..<2 {
                    let error = await #expect(throws: PostgresError.self) {
                        try await connection.query(SQL(unsafe: text))
                    }
                    #expect(error?.code == .usage)
                    #expect(try await connection.query("SELECT 1").count == 1)
                }
                let error = await #expect(throws: PostgresError.self) { try await connection.script(text) }
                #expect(error?.code == .usage)
                await #expect(throws: PostgresError.self) {
                    try await connection.pipeline(["SELECT 1", SQL(unsafe: text)])
                }
            }
        }
    }

    @Test("tasks share a connection without mixing their answers")
    func concurrent() async throws {
        try await withTestConnection { connection async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask { () async throws in
                        #expect(try await connection.query("SELECT \(number)")[0].decode(Int.self) == number)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a closed connection refuses statements at once")
    func closed() async throws {
        try await withTestConnection { connection async throws in
            await connection.close()
            await connection.close()
            let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
            #expect(error?.code == .usage)
            await #expect(throws: PostgresError.self) { try await connection.pipeline(["SELECT 1"]) }
            await #expect(throws: PostgresError.self) { try await connection.script("SELECT 1") }
            await #expect(throws: PostgresError.self) { try await connection.transaction { _ in } }
            await #expect(throws: PostgresError.self) {
                try await connection.copyIn(into: "t", columns: ["a"], rows: [PostgresBinds(1)])
            }
            #expect(await connection.isUsable == false)
            #expect(await connection.transactionStatus == .unknown)
        }
    }
}
