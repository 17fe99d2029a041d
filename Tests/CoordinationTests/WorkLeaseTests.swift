import Coordination
import Postgres
import TestSupport
import Testing

@Suite("Claiming work")
struct WorkLeaseTests {
    private static let jobs = """
        CREATE SCHEMA shop;
        CREATE TABLE shop."Jobs" (
            nr integer PRIMARY KEY, done boolean NOT NULL DEFAULT false, result text, "taken until" timestamptz,
            fence bigint NOT NULL DEFAULT 0);
        INSERT INTO shop."Jobs" (nr) SELECT generate_series(1, 10);
        """

    private let lease = WorkLease(
        table: QualifiedName(schema: "shop", "Jobs"),
        id: "nr",
        until: "taken until",
        fence: "fence"
    )

    private func claim(
        _ limit: Int32,
        for duration: SQL = "interval '1 hour'",
        on connection: PostgresConnection
    ) async throws -> [WorkLease.Claim] {
        try await connection.query(
            lease.claiming(limit: limit, where: "NOT work.done", for: duration, returning: "work.result")
        ).map { row in
            let (id, fence, _) = try row.decode((Int64, Int64, String?).self)
            return WorkLease.Claim(id: id, fence: fence)
        }
    }

    /// Writes a result as long as the claim holds; answers whether it did.
    private func finish(
        _ claim: WorkLease.Claim,
        with result: String,
        on connection: PostgresConnection
    ) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE shop."Jobs" SET result = \(result), done = true, \(fragment: lease.release)
            WHERE \(fragment: lease.isHeld(by: claim))
            """
        ) == 1
    }

    @Test("a row is one process's until its lease ends, even while another's claim is not committed")
    func skipsWhatIsClaimed() async throws {
        try await ChangeBench.run(Self.jobs) { bench async throws in
            let other = try await PostgresConnection.connect(bench.configuration, logger: silentLogger)
            try await other.script("BEGIN")
            let theirs = try await claim(4, on: other)
            let ours = try await claim(4, on: bench.connection)
            try await other.script("COMMIT")
            let rest = try await claim(4, on: bench.connection)
            #expect(theirs.map(\.id).sorted() == [1, 2, 3, 4])
            #expect(ours.map(\.id).sorted() == [5, 6, 7, 8])
            #expect(rest.map(\.id).sorted() == [9, 10])
            #expect(try await claim(4, on: other) == [])
            await other.close()
        }
    }

    @Test("who lost the lease cannot write; who claimed the row after that can")
    func lostLease() async throws {
        try await ChangeBench.run(Self.jobs) { bench async throws in
            let slow = try await claim(1, for: "interval '-1 second'", on: bench.connection)
            let next = try await claim(1, on: bench.connection)
            #expect(slow.map(\.id) == [1])
            #expect(next.map(\.id) == [1])
            #expect(next[0].fence == slow[0].fence + 1)
            #expect(try await !finish(slow[0], with: "late", on: bench.connection))
            #expect(try await finish(next[0], with: "in time", on: bench.connection))
            #expect(try await !finish(slow[0], with: "later still", on: bench.connection))
            let result = try await bench.connection.query(#"SELECT result FROM shop."Jobs" WHERE nr = 1"#)
            #expect(try result[0].decode(String.self) == "in time")
        }
    }

    @Test("a lease that has run out is good until another takes the row")
    func lateButAlone() async throws {
        try await ChangeBench.run(Self.jobs) { bench in
            let slow = try await claim(1, for: "interval '-1 second'", on: bench.connection)
            #expect(try await finish(slow[0], with: "late", on: bench.connection))
            #expect(try await claim(1, on: bench.connection).map(\.id) == [2])
        }
    }
}
