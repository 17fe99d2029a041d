import Migration
import Postgres
import TestSupport
import Testing

@Suite("Bringing a database to a schema")
struct MigratorTests {
    static let first = MigrationFile(
        version: 1,
        name: "cups",
        sql: "CREATE TABLE cups (id int8); INSERT INTO cups VALUES (7);"
    )
    static let second = MigrationFile(version: 2, name: "saucers", sql: "CREATE TABLE saucers (id int8);")

    private func migrator(_ files: MigrationFile..., set: String = "tea") -> Migrator {
        Migrator(sets: [MigrationSet(name: set, files: files)], logger: silentLogger)
    }

    @Test("files are applied in order, once, and each has its entry in the ledger")
    func appliesOnce() async throws {
        try await withTestConnection { connection async throws in
            #expect(try await migrator(Self.first).up(on: connection) == 1)
            #expect(try await migrator(Self.first, Self.second).up(on: connection) == 1)
            #expect(try await migrator(Self.first, Self.second).up(on: connection) == 0)
            let rows = try await connection.query(
                """
                SELECT version, name, length(checksum), applied_at <= now(), duration_ms >= 0
                FROM paddle_migrations WHERE set = 'tea' ORDER BY version
                """
            )
            #expect(rows.count == 2)
            let (version, name, length, isPast, took) = try rows[1].decode((Int, String, Int, Bool, Bool).self)
            #expect((version, name, length) == (2, "saucers", 64))
            #expect(isPast && took)
            #expect(try await connection.query("SELECT id FROM cups")[0].decode(Int.self) == 7)
        }
    }

    @Test("status tells what is applied and what is pending, and changes nothing")
    func status() async throws {
        try await withTestConnection { connection async throws in
            #expect(try await migrator(Self.first).status(on: connection).allSatisfy { $0.appliedAt == nil })
            #expect(
                try await connection.query("SELECT to_regclass('paddle_migrations') IS NULL")[0].decode(Bool.self)
            )
            try await migrator(Self.first).up(on: connection)
            let statuses = try await migrator(Self.first, Self.second).status(on: connection)
            #expect(statuses.map(\.version) == [1, 2])
            #expect(statuses.map { $0.appliedAt == nil } == [false, true])
        }
    }

    @Test("a file that fails is rolled back whole, and the files before it stay")
    func failure() async throws {
        try await withTestConnection { connection async throws in
            let broken = MigrationFile(
                version: 2,
                name: "broken",
                sql: "CREATE TABLE half_made (); SELECT no_such_function();"
            )
            let error = await #expect(throws: MigrationError.self) {
                try await migrator(Self.first, broken).up(on: connection)
            }
            #expect(error?.code == .failed)
            #expect(error?.description.contains("\"broken\"") == true)
            #expect(error?.description.contains("no_such_function") == true)
            #expect(try await migrator(Self.first).status(on: connection)[0].appliedAt != nil)
            #expect(try await connection.query("SELECT to_regclass('half_made') IS NULL")[0].decode(Bool.self))
            #expect(try await migrator(Self.first, Self.second).up(on: connection) == 1)
        }
    }

    @Test("a file that was changed after it was applied is refused")
    func changedFile() async throws {
        try await withTestConnection { connection async throws in
            try await migrator(Self.first).up(on: connection)
            let changed = MigrationFile(version: 1, name: "cups", sql: Self.first.sql + " ")
            let error = await #expect(throws: MigrationError.self) {
                try await migrator(changed).up(on: connection)
            }
            #expect(error?.code == .changed)
        }
    }

    @Test("a file whose earlier text made the same is accepted, and not applied again")
    func earlierText() async throws {
        try await withTestConnection { connection async throws in
            try await migrator(Self.first).up(on: connection)
            let changed = MigrationFile(version: 1, name: "cups", sql: Self.first.sql + " -- better")
            let checksum = try await connection.query(
                "SELECT encode(sha256(convert_to(\(Self.first.sql), 'UTF8')), 'hex')"
            )[0].decode(String.self)
            let set = MigrationSet(name: "tea", files: [changed], earlierChecksums: [1: [checksum]])
            #expect(try await Migrator(sets: [set], logger: silentLogger).up(on: connection) == 0)
        }
    }

    @Test("a database that is newer than the program is refused, with both versions")
    func newerDatabase() async throws {
        try await withTestConnection { connection async throws in
            try await migrator(Self.first, Self.second).up(on: connection)
            let error = await #expect(throws: MigrationError.self) {
                try await migrator(Self.first).status(on: connection)
            }
            #expect(error?.code == .databaseIsNewer)
            #expect(error?.description.contains("version 2") == true)
            #expect(error?.description.contains("up to 1") == true)
        }
    }

    @Test("sets are numbered apart from each other")
    func sets() async throws {
        try await withTestConnection { connection async throws in
            #expect(try await migrator(Self.first).up(on: connection) == 1)
            let other = MigrationFile(version: 1, name: "plates", sql: "CREATE TABLE plates ();")
            #expect(try await migrator(other, set: "dishes").up(on: connection) == 1)
        }
    }

    @Test("of many processes that migrate at once, one does each file and the others find it done")
    func manyAtOnce() async throws {
        try await withTestDatabase { configuration async throws in
            let slow = MigrationFile(
                version: 1,
                name: "slow",
                sql: "CREATE TABLE once (); SELECT pg_sleep(0.2);"
            )
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let connection = try await PostgresConnection.connect(configuration, logger: silentLogger)
                        let count = try await migrator(slow, Self.second).up(on: connection)
                        await connection.close()
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == 2)
        }
    }

    @Test("a file that says so in its first line runs outside a transaction")
    func withoutTransaction() async throws {
        try await withTestConnection { connection async throws in
            let index = MigrationFile(
                version: 2,
                name: "index",
                sql: "-- no transaction\nCREATE INDEX CONCURRENTLY cups_id ON cups (id);"
            )
            #expect(try await migrator(Self.first, index).up(on: connection) == 2)
            #expect(try await connection.query("SELECT to_regclass('cups_id') IS NOT NULL")[0].decode(Bool.self))
            let locks = try await connection.query(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            )
            #expect(try locks[0].decode(Int.self) == 0)
        }
    }
}
