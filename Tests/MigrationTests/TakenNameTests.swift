import Postgres
import TestSupport
import Testing

@testable import Migration

@Suite("Names that others have taken before a migration")
struct TakenNameTests {
    private static let migrator = Migrator(
        sets: [
            MigrationSet(
                name: "tea",
                files: [
                    MigrationFile(
                        version: 1,
                        name: "cups",
                        sql: """
                            CREATE TABLE public.cups (id int8, label text);
                            CREATE TYPE public.size AS ENUM ('small');
                            CREATE FUNCTION public.brew() RETURNS void LANGUAGE sql AS '';
                            CREATE PROCEDURE public.pour(cup int8, label text) LANGUAGE sql AS '';
                            """
                    )
                ]
            )
        ],
        logger: silentLogger
    )

    private static func refusal(on connection: PostgresConnection) async throws -> String? {
        do {
            try await migrator.up(on: connection)
            return nil
        } catch let error as MigrationError {
            return error.description
        }
    }

    @Test(
        "are named with the statement that removes what has them, by migrating and by looking",
        arguments: [
            ("CREATE FUNCTION public.brew() RETURNS void LANGUAGE sql AS ''", "DROP ROUTINE public.brew()"),
            (
                "CREATE FUNCTION public.pour(int8, text) RETURNS void LANGUAGE sql AS ''",
                "DROP ROUTINE public.pour(bigint,pg_catalog.text)"
            ),
            ("CREATE TYPE public.size AS ENUM ('large')", "DROP TYPE public.size"),
            ("CREATE DOMAIN public.cups AS text", "DROP TYPE public.cups"),
            ("CREATE DOMAIN public.paddle_migrations AS text", "DROP TYPE public.paddle_migrations"),
        ]
    )
    func taken(_ plant: String, _ remedy: String) async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { stranger in
                try await connection.script("SET ROLE \(stranger); \(plant); RESET ROLE")
                let refusal = try #require(try await Self.refusal(on: connection))
                #expect(refusal.contains(stranger) && refusal.contains(remedy), "\(refusal)")
                let faults = try await Self.migrator.nameFaults(on: connection)
                #expect(faults.map(\.remedy) == ["Remove it: \(remedy)"])
                try await connection.script(remedy)
                #expect(try await Self.refusal(on: connection) == nil)
                #expect(try await Self.migrator.nameFaults(on: connection).isEmpty)
            }
        }
    }

    @Test("what another process has just made by the same files is not taken for somebody else's")
    func manyAtOnce() async throws {
        let files = (1...20).map { number in
            let sql = "CREATE FUNCTION public.brew_\(number)() RETURNS void LANGUAGE sql AS ''"
            return MigrationFile(version: number, name: "brew", sql: sql)
        }
        let migrator = Migrator(sets: [MigrationSet(name: "tea", files: files)], logger: silentLogger)
        try await withTestDatabase { configuration async throws in
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        let connection = try await PostgresConnection.connect(configuration, logger: silentLogger)
                        let count = try await migrator.up(on: connection)
                        await connection.close()
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == 20)
        }
    }

    @Test("another function of the same name is left alone")
    func overload() async throws {
        try await withTestConnection { connection in
            try await connection.script("CREATE FUNCTION public.brew(text) RETURNS void LANGUAGE sql AS ''")
            #expect(try await Self.refusal(on: connection) == nil)
        }
    }

    @Test("a line end in a name makes no line")
    func lineEnd() async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { stranger in
                try await connection.script(
                    """
                    CREATE TABLE public.paddle_migrations ();
                    SET ROLE \(stranger);
                    CREATE FUNCTION public."spy\nok\r" () RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                    RESET ROLE;
                    CREATE TRIGGER "t\nok       tables: all is well" AFTER INSERT ON public.paddle_migrations
                        FOR EACH ROW EXECUTE FUNCTION public."spy\nok\r"()
                    """
                )
                let refusal = try #require(try await Self.refusal(on: connection))
                #expect(refusal.contains(#"DROP TRIGGER "t\nok       tables: all is well""#), "\(refusal)")
                #expect(refusal.split(whereSeparator: \.isNewline).count == 2, "\(refusal)")
            }
        }
    }
}
