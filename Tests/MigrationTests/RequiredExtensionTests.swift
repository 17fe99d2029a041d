import Migration
import Postgres
import TestSupport
import Testing

@Suite("Extensions that migrations name")
struct RequiredExtensionTests {
    private let table = MigrationFile(
        version: 1,
        name: "table",
        sql: "CREATE TABLE public.t (v @extschema:vector@.vector(2) CHECK (v IS NOT NULL OR '@extschema:vector@' = ''))"
    )

    private func up(_ file: MigrationFile, on connection: isolated PostgresConnection) async throws {
        try await Migrator(sets: [MigrationSet(name: "tea", files: [file])], logger: silentLogger).up(on: connection)
    }

    /// The error of a migration by a role that may create tables and no more.
    private func refusal(
        _ file: MigrationFile,
        prepare: String,
        _ configuration: PostgresConfiguration
    ) async throws -> String? {
        let role = "\(configuration["dbname"] ?? "")_weak"
        let connection = try await PostgresConnection.connect(configuration, logger: silentLogger)
        try await connection.script(
            """
            CREATE ROLE \(role) LOGIN;
            GRANT CREATE ON SCHEMA public TO \(role);
            \(prepare);
            SET ROLE \(role)
            """
        )
        let error = await #expect(throws: MigrationError.self) { try await up(file, on: connection) }
        try await connection.script("RESET ROLE; DROP OWNED BY \(role); DROP ROLE \(role)")
        await connection.close()
        return error?.description
    }

    @Test("one that is missing is made in public")
    func missing() async throws {
        try await withTestConnection { connection async throws in
            try await up(table, on: connection)
            #expect(
                try await connection.query(
                    "SELECT 't'::regclass::oid IS NOT NULL AND '[1,2]'::public.vector IS NOT NULL"
                )[0]
                .decode(Bool.self)
            )
        }
    }

    @Test("one that is there is used where it is")
    func elsewhere() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script(#"CREATE SCHEMA "Its own"; CREATE EXTENSION vector SCHEMA "Its own""#)
            try await up(table, on: connection)
            let type = try await connection.query(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'v'"
            )
            #expect(try type[0].decode(String.self) == #""Its own".vector(2)"#)
        }
    }

    @Test("one that the server does not have is named, and nothing is half done")
    func unavailable() async throws {
        try await withTestConnection { connection async throws in
            let file = MigrationFile(version: 1, name: "x", sql: "CREATE TABLE t (); SELECT '@extschema:no_such@'")
            let error = await #expect(throws: MigrationError.self) { try await up(file, on: connection) }
            #expect(error?.description.contains("needs the extension no_such") == true)
            #expect(error?.description.contains("Install it on the database's machine") == true)
            #expect(try await connection.query("SELECT to_regclass('public.t') IS NULL")[0].decode(Bool.self))
        }
    }

    @Test("a role that may not make it is told what an administrator has to run")
    func notPermitted() async throws {
        try await withTestDatabase { configuration in
            let refusal = try await refusal(table, prepare: "", configuration)
            #expect(
                refusal?.contains("Have an administrator of the database run in it: CREATE EXTENSION vector") == true
            )
        }
    }

    @Test("a role that may not use its schema is told which right it lacks")
    func notUsable() async throws {
        try await withTestDatabase { configuration in
            let refusal = try await refusal(
                table,
                prepare: "CREATE SCHEMA hidden; CREATE EXTENSION vector SCHEMA hidden",
                configuration
            )
            let role = "\(configuration["dbname"] ?? "")_weak"
            #expect(refusal?.contains(#"GRANT USAGE ON SCHEMA "hidden" TO "\#(role)""#) == true)
        }
    }

    @Test("where another type has its name, the way out is a schema of its own")
    func taken() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script("CREATE DOMAIN public.vector AS text")
            let error = await #expect(throws: MigrationError.self) { try await up(table, on: connection) }
            #expect(error?.description.contains("CREATE EXTENSION vector SCHEMA extensions") == true)
        }
    }

    @Test("a migration takes as long as it takes, whatever limit statements have")
    func timeLimit() async throws {
        try await withTestConnection(configure: {
            // Long enough for the migrator's own statements, however busy the machine is.
            $0.statementTimeout = .seconds(2)
        }) { connection async throws in
            let slow = MigrationFile(version: 1, name: "slow", sql: "SELECT pg_sleep(2.5)")
            let alone = MigrationFile(version: 2, name: "alone", sql: "-- no transaction\nSELECT pg_sleep(2.5)")
            let set = MigrationSet(name: "tea", files: [slow, alone])
            #expect(try await Migrator(sets: [set], logger: silentLogger).up(on: connection) == 2)
            #expect(try await connection.query("SHOW statement_timeout")[0].decode(String.self) == "2s")
        }
    }

    @Test(
        "a file that takes no transaction is refused behind a pooler, with the way past it",
        .enabled(if: Pooler.isInstalled, Comment(rawValue: Pooler.absence))
    )
    func pooled() async throws {
        try await withTestDatabase { configuration in
            try await Pooler.with(configuration) { pooled async throws in
                let connection = try await PostgresConnection.connect(pooled, logger: testLogger)
                try await up(MigrationFile(version: 1, name: "one", sql: "CREATE TABLE public.t ()"), on: connection)
                let alone = MigrationFile(version: 1, name: "alone", sql: "-- no transaction\nSELECT 1")
                let error = await #expect(throws: MigrationError.self) {
                    try await Migrator(sets: [MigrationSet(name: "milk", files: [alone])], logger: silentLogger)
                        .up(on: connection)
                }
                #expect(error?.description.contains("DATABASE_DIRECT_URL") == true)
                await connection.close()
            }
        }
    }
}
