import Postgres
import TestSupport
import Testing

@Suite("Prepared statements")
struct StatementCacheTests {
    private func withSmallCache(
        of size: Int = 3,
        _ body: (PostgresConnection) async throws -> Void
    ) async throws {
        try await withTestConnection(configure: { $0.statementCacheSize = size }) { connection async throws in
            try await body(connection)
        }
    }

    /// How many statements the server keeps; asked without preparing one more.
    private func prepared(_ connection: PostgresConnection) async throws -> Int {
        var count = 0
        try await connection.stream("SELECT count(*) FROM pg_prepared_statements") { count = try $0.decode(Int.self) }
        return count
    }

    private func numbers(_ range: Range<Int>) -> [SQL] { range.map { "SELECT \(unsafe: "\($0)")" } }

    @Test("a batch of more texts than the cache holds leaves no more on the server than that")
    func surplus() async throws {
        try await withSmallCache { connection async throws in
            for first in [0, 20, 0] {
                let results = try await connection.pipeline(numbers(first..<first + 20))
                #expect(try results.map { try $0[0].decode(Int.self) } == Array(first..<first + 20))
                #expect(try await prepared(connection) <= 3)
            }
        }
    }

    @Test("no two connections give a statement the same name, which a pooler may bring together")
    func names() async throws {
        let name: SQL = "SELECT name FROM pg_prepared_statements"
        var names: Set<String> = []
        for _ in 0..<2 {
            try await withTestConnection { connection async throws in
                _ = try await connection.query(name)
                names.insert(try await connection.query(name)[0].decode(String.self))
            }
        }
        #expect(names.count == 2)
    }

    @Test("a statement that is in the cache stays there for the batch that uses it")
    func usedByItsBatch() async throws {
        try await withSmallCache { connection async throws in
            try await connection.script("CREATE SEQUENCE runs")
            _ = try await connection.pipeline(["SELECT 'x'", "SELECT 'y'", "SELECT 'known'"])
            _ = try await connection.pipeline(["SELECT nextval('runs')", "SELECT 'known'"] + numbers(0..<6))
            // A batch that met a statement no longer prepared would have run twice; a sequence is not undone.
            #expect(try await connection.query("SELECT last_value FROM runs")[0].decode(Int.self) == 1)
            #expect(try await prepared(connection) <= 3)
        }
    }

    @Test("statements that a change of the schema made useless are freed on the server")
    func stale() async throws {
        try await withSmallCache(of: 10) { connection async throws in
            try await connection.script("CREATE TABLE t (a int4)")
            _ = try await connection.pipeline(numbers(0..<5) + ["SELECT * FROM t"])
            try await connection.script("ALTER TABLE t ADD b text")
            _ = try await connection.query("SELECT * FROM t")
            #expect(try await prepared(connection) == 1)
        }
    }
}
