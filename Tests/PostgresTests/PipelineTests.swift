import Postgres
import TestSupport
import Testing

@Suite("Pipelines")
struct PipelineTests {
    @Test("results come in order")
    func order() async throws {
        try await withTestConnection { connection async throws in
            for _ in 0..<2 {
                let results = try await connection.pipeline((0..<500).map { "SELECT \($0), \("text \($0)")" })
                #expect(try results.map { try $0[0].decode((Int, String).self).0 } == Array(0..<500))
            }
            #expect(try await connection.pipeline([]).isEmpty)
        }
    }

    @Test(
        "an error in the middle undoes all, says where, and leaves the connection usable",
        arguments: [0, 1, 250, 499]
    )
    func failure(position: Int) async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int8 CHECK (a <> \(unsafe: "\(position)")))")
            let error = await #expect(throws: PostgresError.self) {
                try await connection.pipeline((0..<500).map { "INSERT INTO t VALUES (\($0))" })
            }
            #expect(error?.statementIndex == position)
            #expect(error?.sqlState == .checkViolation)
            #expect(error?.statement == "INSERT INTO t VALUES ($1)")
            #expect(error?.description.contains("statement \(position + 1)") == true)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
            #expect(await connection.transactionStatus == .idle)
        }
    }

    @Test("a statement that cannot be prepared is an error like any other")
    func cannotPrepare() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int8)")
            for _ in 0..<3 {
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.pipeline(["INSERT INTO t VALUES (1)", "SELEKT 1", "SELECT 3", "SELECT \(4)"])
                }
                #expect(error?.statementIndex == 1)
                #expect(error?.sqlState == .syntaxError)
            }
            // Those after the error were never prepared, and are now.
            #expect(try await connection.pipeline(["SELECT 3", "SELECT \(4)"])[1][0].decode(Int.self) == 4)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
        }
    }

    @Test("a constraint that is checked only at the commit is an error like any other")
    func deferredConstraint() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script(
                "CREATE TABLE t (a int8 UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO t VALUES (1)"
            )
            for _ in 0..<2 {
                let one = await #expect(throws: PostgresError.self) {
                    try await connection.query("INSERT INTO t VALUES (\(1))")
                }
                #expect(one?.sqlState == .uniqueViolation)
                #expect(one?.statement == "INSERT INTO t VALUES ($1)")
                #expect(await connection.isUsable)
                let many = await #expect(throws: PostgresError.self) {
                    try await connection.pipeline(["INSERT INTO t VALUES (\(2))", "INSERT INTO t VALUES (\(1))"])
                }
                #expect(many?.sqlState == .uniqueViolation)
                #expect(await connection.isUsable)
                #expect(try await connection.query("SELECT a FROM t").map { try $0.decode(Int.self) } == [1])
            }
        }
    }

    @Test("a bad value anywhere means that nothing is sent")
    func badValue() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a text)")
            let error = await #expect(throws: PostgresError.self) {
                try await connection.pipeline(["INSERT INTO t VALUES (\("a"))", "INSERT INTO t VALUES (\("\0"))"])
            }
            #expect(error?.statementIndex == 1)
            #expect(error?.code == .encoding)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
        }
    }

    @Test("a huge batch with huge answers does not stall")
    func huge() async throws {
        let text = String(repeating: "x", count: 100_000)
        try await withTestConnection { connection async throws in
            // 100 MB each way, far more than the sockets hold.
            let results = try await connection.pipeline((0..<1000).map { "SELECT \(text), \($0)" })
            #expect(results.count == 1000)
            #expect(try results[999][0].decode((String, Int).self) == (text, 999))
        }
    }

    @Test("more statements than the cache holds are fine")
    func smallCache() async throws {
        try await withTestConnection(configure: { $0.statementCacheSize = 3 }) { connection async throws in
            for _ in 0..<3 {
                let results = try await connection.pipeline((0..<20).map { "SELECT \(unsafe: "\($0)")" })
                #expect(try results.map { try $0[0].decode(Int.self) } == Array(0..<20))
            }
        }
    }

    @Test("in a transaction a pipeline is part of it")
    func inTransaction() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int8)")
            struct Stop: Error {}
            await #expect(throws: Stop.self) {
                try await connection.transaction { connection in
                    _ = try await connection.pipeline(["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"])
                    throw Stop()
                }
            }
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
        }
    }
}
