import FoundationEssentials
import Postgres
import TestSupport
import Testing

@Suite("COPY", .timeLimit(.minutes(3)))
struct CopyTests {
    private struct Stop: Error {}

    @Test("a row larger than PostgreSQL takes is refused before it is sent")
    func hugeRow() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a bytea, b bytea)")
            let half = Bytea([UInt8](repeating: 0, count: 1 << 29))
            let error = await #expect(throws: PostgresError.self) {
                try await connection.copyIn(
                    into: "t",
                    columns: ["a", "b"],
                    rows: CollectionOfOne(PostgresBinds(half, half))
                )
            }
            #expect(error?.code == .encoding)
            #expect(error?.message.contains("1 GiB") == true)
            let same = await #expect(throws: PostgresError.self) {
                try await connection.execute("INSERT INTO t VALUES (\(half), \(half))")
            }
            #expect(same?.code == .encoding)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
        }
    }

    @Test("a row of many megabytes goes in pieces")
    func largeRow() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a bytea)")
            let value = Bytea([UInt8](repeating: 7, count: 30_000_001))
            let rows = [PostgresBinds(value), PostgresBinds(Bytea([1]))]
            #expect(try await connection.copyIn(into: "t", columns: ["a"], rows: rows) == 2)
            let lengths = try await connection.query("SELECT length(a) FROM t ORDER BY 1")
            #expect(try lengths.map { try $0.decode(Int32.self) } == [1, 30_000_001])
        }
    }

    @Test("every type goes in by COPY and comes out by COPY")
    func types() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script(
                """
                CREATE EXTENSION vector;
                CREATE DOMAIN positive AS int4 CHECK (VALUE > 0);
                CREATE TABLE t (a int8, b int4, c int2, d float8, e float4, f bool, g text, h varchar(9), i uuid, j bytea,
                    k jsonb, l json, m timestamptz, n timestamp, o text[], p vector(2), q vector[], r positive)
                """
            )
            let date = Date(timeIntervalSince1970: 1_234_567_890.123456)
            let uuid = UUID()
            let row = PostgresBinds(
                Int.max,
                1,
                2,
                1.5,
                Float(2.5),
                true,
                "a\tb\n\\.",
                "v",
                uuid,
                Bytea([0, 255]),
                JSONText("[1]"),
                JSONText("[2]"),
                date,
                date,
                ["x", nil],
                Vector([1, 2]),
                [Vector([5])],
                6
            )
            let columns = "abcdefghijklmnopqr".map(String.init)
            let nulls = PostgresBinds(
                nil as Int?,
                nil as Int?,
                nil as Int?,
                nil as Double?,
                nil as Float?,
                nil as Bool?,
                nil as String?,
                "",
                nil as UUID?,
                Bytea([]),
                nil as JSONText?,
                nil as JSONText?,
                nil as Date?,
                nil as Date?,
                [] as [String],
                nil as Vector?,
                nil as [Vector]?,
                nil as Int?
            )
            #expect(try await connection.copyIn(into: "t", columns: columns, rows: [row, nulls]) == 2)

            let seen = Collected<(Int?, String?, String?, Bytea?, JSONText?, Date?, Vector?, [Vector]?)>()
            try await connection.copyOut("SELECT a, g, h, j, l, n, p, q FROM t ORDER BY a") { row in
                seen.append(
                    try row.decode((Int?, String?, String?, Bytea?, JSONText?, Date?, Vector?, [Vector]?).self)
                )
            }
            let rows = seen.values
            #expect(rows.count == 2)
            #expect(rows[0].0 == Int.max && rows[0].1 == "a\tb\n\\." && rows[0].2 == "v")
            #expect(rows[0].3 == Bytea([0, 255]) && rows[0].4?.text == "[2]" && rows[0].6 == Vector([1, 2]))
            #expect(abs(rows[0].5?.timeIntervalSince(date) ?? 1) < 0.5e-6)
            #expect(rows[0].7 == [Vector([5])])
            #expect(rows[1].0 == nil && rows[1].1 == nil && rows[1].2 == "" && rows[1].3 == Bytea([]))
        }
    }

    @Test("a million rows stream in, and out again")
    func many() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int8, b text)")
            let rows = (1...1_000_000).lazy.map { PostgresBinds($0, "row") }
            let count = try await connection.copyIn(into: "t", columns: ["a", "b"], rows: rows)
            #expect(count == 1_000_000)
            #expect(try await connection.query("SELECT sum(a)::int8 FROM t")[0].decode(Int.self) == 500_000_500_000)
            let sum = Collected<Int>()
            try await connection.copyOut("SELECT a FROM t WHERE a <= 100000") { sum.append(try $0.decode(Int.self)) }
            #expect(sum.values.count == 100_000)
            try await connection.stream("SELECT a FROM t WHERE a <= \(1000)") { sum.append(try $0.decode(Int.self)) }
            #expect(sum.values.count == 101_000)
        }
    }

    @Test("rows may come over time; other tasks' statements wait")
    func asynchronous() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int8)")
            let (rows, source) = AsyncStream.makeStream(of: PostgresBinds.self)
            let copying = Task { try await connection.copyIn(into: "t", columns: ["a"], rows: rows) }
            for number in 0..<10 { source.yield(PostgresBinds(number)) }
            let counting = Task { try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) }
            source.finish()
            #expect(try await copying.value == 10)
            #expect([0, 10].contains(try await counting.value))
        }
    }

    @Test("a sequence that fails leaves nothing written")
    func sourceFails() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int8)")
            await #expect(throws: Stop.self) {
                let rows = AsyncThrowingStream<PostgresBinds, any Error> { source in
                    for number in 0..<100_000 { source.yield(PostgresBinds(number)) }
                    source.finish(throwing: Stop())
                }
                try await connection.copyIn(into: "t", columns: ["a"], rows: rows)
            }
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
        }
    }

    @Test("a cancelled COPY leaves nothing written and the connection usable")
    func cancelled() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int8)")
            let (rows, source) = AsyncStream.makeStream(of: PostgresBinds.self)
            for number in 0..<100_000 { source.yield(PostgresBinds(number)) }
            let copying = Task { try await connection.copyIn(into: "t", columns: ["a"], rows: rows) }
            copying.cancel()
            let error = await #expect(throws: PostgresError.self) { try await copying.value }
            #expect(error?.code == .cancelled)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)

            // A sequence that never ends, whose task is cancelled while it is sent.
            let endless = Task {
                let rows = (0...Int.max).lazy.map { number in
                    if number == 200_000 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
                    return PostgresBinds(number)
                }
                return try await connection.copyIn(into: "t", columns: ["a"], rows: rows)
            }
            let second = await #expect(throws: PostgresError.self) { try await endless.value }
            #expect(second?.code == .cancelled)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
        }
    }

    @Test("a COPY that waits for a lock can be cancelled")
    func cancelledWhileBlocked() async throws {
        try await withTestDatabase { configuration async throws in
            let connection = try await PostgresConnection.connect(configuration, logger: testLogger)
            let locker = try await PostgresConnection.connect(configuration, logger: testLogger)
            try await connection.execute("CREATE TABLE t (a int8 PRIMARY KEY)")
            try await locker.script("BEGIN; INSERT INTO t VALUES (5)")
            let copying = Task {
                let rows = (0...20_000_000).lazy.map { PostgresBinds($0) }
                return try await connection.copyIn(into: "t", columns: ["a"], rows: rows)
            }
            while try await locker.query(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
            )[0].decode(Int.self) == 0 { try await Task.sleep(for: .milliseconds(2)) }
            copying.cancel()
            let error = await #expect(throws: PostgresError.self) { try await copying.value }
            #expect(error?.code == .cancelled)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
            await connection.close()
            await locker.close()
        }
    }

    @Test("bad rows are refused with their number, and nothing is written")
    func badRows() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int4 PRIMARY KEY, b text)")
            let good = PostgresBinds(1, "a")
            for (bad, reason) in [
                (PostgresBinds(2, "\0"), "NUL"), (PostgresBinds(2), "1 values for 2 columns"),
                (PostgresBinds("2", "b"), "int4"), (PostgresBinds(1 << 40, "b"), "does not fit"),
                (PostgresBinds(2, 2), "text"),
            ] {
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.copyIn(into: "t", columns: ["a", "b"], rows: [good, bad])
                }
                #expect(error?.message.contains("row 2") == true)
                #expect(error?.message.contains(reason) == true)
            }
            let duplicate = await #expect(throws: PostgresError.self) {
                try await connection.copyIn(into: "t", columns: ["a", "b"], rows: [good, good])
            }
            #expect(duplicate?.sqlState == .uniqueViolation)
            let column = await #expect(throws: PostgresError.self) {
                try await connection.copyIn(into: "t", columns: ["a", "nope"], rows: [good])
            }
            #expect(column?.message.contains("a, b") == true)
            let table = await #expect(throws: PostgresError.self) {
                try await connection.copyIn(into: "nope", columns: ["a"], rows: [good])
            }
            #expect(table?.sqlState == .undefinedTable)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
        }
    }

    @Test("an error of the server ends a COPY whose rows never end")
    func serverFails() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE t (a int8 CHECK (a < 100))")
            let error = await #expect(throws: PostgresError.self) {
                let rows = AsyncStream(unfolding: { PostgresBinds(100) })
                return try await connection.copyIn(into: "t", columns: ["a"], rows: rows)
            }
            #expect(error?.sqlState == .checkViolation)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].decode(Int.self) == 0)
        }
    }

    @Test("a consumer that throws ends reading early, and the connection goes on")
    func consumerFails() async throws {
        try await withTestConnection { connection async throws in
            for _ in 0..<3 {
                let seen = Collected<Int>()
                await #expect(throws: Stop.self) {
                    try await connection.copyOut("SELECT generate_series(1, 100000000)") { row in
                        seen.append(try row.decode(Int.self))
                        if seen.values.count == 10 { throw Stop() }
                    }
                }
                await #expect(throws: Stop.self) {
                    try await connection.stream("SELECT generate_series(\(1), 100000000)") { _ in throw Stop() }
                }
                #expect(seen.values.count == 10)
                #expect(try await connection.query("SELECT 1").count == 1)
            }
            let error = await #expect(throws: PostgresError.self) {
                try await connection.copyOut("SELECT 1 / (n - 5) FROM generate_series(1, 9) n") { _ in }
            }
            #expect(error?.sqlState == "22012")
        }
    }
}
