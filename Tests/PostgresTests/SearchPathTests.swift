import Postgres
import TestSupport
import Testing

@Suite("Where a connection looks names up")
struct SearchPathTests {
    private static let path = "SELECT current_setting('search_path')" as SQL

    private func path(_ configuration: PostgresConfiguration) async throws -> String? {
        try await ask(configuration, Self.path)
    }

    @Test("among PostgreSQL's own objects, whatever URL, role and database say")
    func ours() async throws {
        try await withTestDatabase { configuration in
            let name = configuration["dbname"] ?? ""
            try await ask(configuration, "ALTER DATABASE \(identifier: name) SET search_path = trap")
            var served = configuration.asServed
            #expect(try await path(served) == #""pg_catalog", "pg_temp""#)
            served.parameters["options"] = "-c search_path=trap -c work_mem=1234kB"
            #expect(try await path(served) == #""pg_catalog", "pg_temp""#)
            #expect(try await ask(served, "SHOW work_mem") == "1234kB")
        }
    }

    @Test("names are quoted only where they must be, whatever URL, role and database say")
    func quoting() async throws {
        try await withTestDatabase { configuration in
            let name = configuration["dbname"] ?? ""
            try await ask(configuration, "ALTER DATABASE \(identifier: name) SET quote_all_identifiers = on")
            var served = configuration.asServed
            served.parameters["options"] = "-c quote_all_identifiers=on"
            #expect(try await ask(served, "SELECT pg_catalog.format_type(25, NULL)") == "text")
        }
    }

    @Test("or where the program says, names in any spelling")
    func chosen() async throws {
        try await withTestDatabase { configuration async throws in
            var configuration = configuration
            configuration.searchPath = [#"it's \ "here""#, "public"]
            #expect(try await path(configuration) == #""it's \ ""here""", "public""#)
        }
    }

    @Test("a function, operator or type that others put into public does not come before PostgreSQL's own")
    func hijacking() async throws {
        try await withTestDatabase { configuration in
            let connection = try await PostgresConnection.connect(configuration, logger: testLogger)
            try await connection.script(
                """
                CREATE FUNCTION public.cardinality(integer[]) RETURNS integer LANGUAGE sql AS 'SELECT -1';
                CREATE FUNCTION public.trapped(integer, bigint) RETURNS integer LANGUAGE sql AS 'SELECT -1';
                CREATE OPERATOR public.+ (LEFTARG = integer, RIGHTARG = bigint, FUNCTION = public.trapped);
                CREATE DOMAIN public.jsonb AS text CHECK (false);
                """
            )
            await connection.close()
            let sql: SQL = "SELECT (cardinality(ARRAY[1, 2]) + 1::int8)::text || '{}'::jsonb::text"
            #expect(try await ask(configuration.asServed, sql) == "3{}")
        }
    }

    @Test("pgvector's types are found by the extension, not by their names")
    func types() async throws {
        try await withTestDatabase { configuration in
            let connection = try await PostgresConnection.connect(configuration, logger: testLogger)
            try await connection.script(
                """
                CREATE DOMAIN public.vector AS bytea CHECK (false);
                CREATE EXTENSION citext; ALTER EXTENSION citext ADD DOMAIN public.vector;
                CREATE SCHEMA vectors; CREATE EXTENSION vector SCHEMA vectors;
                CREATE TABLE public.t (v vectors.vector(2));
                """
            )
            await connection.close()
            for path in [PostgresConfiguration().searchPath, ["public"]] {
                var configuration = configuration
                configuration.searchPath = path
                let text = try await ask(
                    configuration,
                    "INSERT INTO public.t VALUES (\(Vector([1, 2]))) RETURNING v::text"
                )
                #expect(text == "[1,2]")
            }
        }
    }

    @Test("a type that is neither an extension's nor on the search path is not known")
    func unknownType() async throws {
        try await withTestDatabase { configuration async throws in
            try await ask(configuration, "CREATE DOMAIN public.vector AS bytea CHECK (false)")
            let error = await #expect(throws: PostgresError.self) {
                try await ask(configuration.asServed, "SELECT \(Vector([1, 2]))")
            }
            #expect(error?.description.contains("CREATE EXTENSION vector") == true)
        }
    }

    @Test("a statement's time limit reaches the server")
    func timeLimit() async throws {
        try await withTestDatabase { configuration async throws in
            var configuration = configuration
            #expect(try await ask(configuration, "SHOW statement_timeout") == "0")
            configuration.statementTimeout = .milliseconds(1500)
            #expect(try await ask(configuration, "SHOW statement_timeout") == "1500ms")
            configuration.statementTimeout = .microseconds(1)
            let error = await #expect(throws: PostgresError.self) {
                try await ask(configuration, "SELECT pg_sleep(60)::text")
            }
            #expect(error?.sqlState == .queryCanceled)
        }
    }
}
