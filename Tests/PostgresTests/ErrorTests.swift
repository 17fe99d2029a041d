import Logging
import Postgres
import TestSupport
import Testing

@Suite("Errors")
struct ErrorTests {
    private func shown(_ error: PostgresError) -> String {
        var dumped = ""
        dump(error, to: &dumped)
        return "\(error) \(String(reflecting: error)) \(dumped)"
    }

    @Test("a violated constraint is reported with its parts; only the detail has the row's values")
    func constraint() async throws {
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE TABLE people (mail text CONSTRAINT one_mail UNIQUE)")
            try await connection.execute("INSERT INTO people VALUES (\("secret@example.org"))")
            let error = try #require(
                await #expect(throws: PostgresError.self) {
                    try await connection.execute("INSERT INTO people VALUES (\("secret@example.org"))", line: 17)
                }
            )
            #expect(error.code == .server)
            #expect(error.sqlState == .uniqueViolation)
            #expect(error.severity == "ERROR")
            #expect(error.constraint == "one_mail")
            #expect(error.table == "people")
            #expect(error.schema == "public")
            #expect(error.statement == "INSERT INTO people VALUES ($1)")
            #expect(error.line == 17)
            #expect(error.detail?.contains("secret@example.org") == true)
            #expect(!shown(error).contains("secret"))
            #expect(error.description.contains("23505"))
        }
    }

    @Test("a value that the server quotes is not shown")
    func quotedValue() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script(
                """
                CREATE FUNCTION raise_hint(value text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'wrong' USING ERRCODE = '22023', HINT = format('not "%s"', substr(value, 3)); END $$
                """
            )
            let sqls: [SQL] = [
                "SELECT \("secret")::int", "SELECT \(1), \("secret")::uuid", "SELECT \("secret")::timestamptz",
                "SELECT \("{\"secret")::jsonb", "SELECT \("secret")::bool",
                "SELECT \("{1,secret}")::int[]", "SELECT (\(JSONText("{\"k\": \"secret\"}"))->>'k')::int",
                "SELECT substr(\("1sec\"secret\"ret"), 2)::int", "SELECT raise_hint(\("my secret"))",
            ]
            for sql in sqls {
                let error = try #require(
                    await #expect(throws: PostgresError.self) { try await connection.query(sql) }
                )
                #expect(error.sqlState.map { SQLState.dataException ~= $0 } == true)
                #expect(!shown(error).contains("secret"))
                let again = try #require(
                    await #expect(throws: PostgresError.self) { try await connection.pipeline([sql, sql]) }
                )
                #expect(!shown(again).contains("secret"))
            }
        }
    }

    @Test("a value that the server quotes of a COPY is not shown")
    func quotedCopyValue() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script(
                """
                CREATE TABLE t (a text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM new.a::int; RETURN new; END $$;
                CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
                """
            )
            let error = try #require(
                await #expect(throws: PostgresError.self) {
                    try await connection.copyIn(into: "t", columns: ["a"], rows: [PostgresBinds("secret")])
                }
            )
            #expect(error.sqlState == "22P02")
            #expect(!shown(error).contains("secret"))
        }
    }

    @Test("what the server quotes of a statement without values is shown")
    func quotedLiteral() async throws {
        try await withTestConnection { connection async throws in
            let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 'one'::int") }
            #expect(error?.message.contains("\"one\"") == true)
        }
    }

    @Test("position and hint help")
    func position() async throws {
        try await withTestConnection { connection async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await connection.query("SELECT generate_seris(1, 2)")
            }
            #expect(error?.position == 8)
            #expect(error?.hint != nil)
            #expect(error?.description.contains("Hint: ") == true)
        }
    }

    @Test("SQLSTATEs match by code and by class")
    func matching() {
        func name(_ state: SQLState?) -> String {
            switch state {
            case .uniqueViolation: "unique"
            case .integrityConstraintViolation: "constraint"
            case .connectionException: "connection"
            default: "other"
            }
        }
        #expect(name("23505") == "unique")
        #expect(name("23503") == "constraint")
        #expect(name("08006") == "connection")
        #expect(name("40001") == "other")
        #expect(name(nil) == "other")
    }

    @Test("notices go to the log at debug level")
    func notices() async throws {
        let recorder = LogRecorder()
        try await withTestConnection(logger: recorder.logger) { connection async throws in
            try await connection.script("DO $$ BEGIN RAISE WARNING 'look here'; END $$")
            try await connection.script(
                """
                CREATE FUNCTION say(value text) RETURNS int LANGUAGE plpgsql AS
                $$ BEGIN RAISE WARNING 'I say %', value; RETURN 1; END $$
                """
            )
            _ = try await connection.query("SELECT say(\("secret"))")
            _ = try await connection.pipeline(["SELECT say(\("secret"))", "SELECT 1"])
        }
        let notices = recorder.entries
        #expect(notices.first?.level == .debug)
        #expect(notices.first?.message == "notice")
        #expect(notices.first?.metadata == ["severity": "WARNING", "text": "look here"])
        #expect(notices.count == 3)
        #expect(!"\(notices)".contains("secret"))
    }
}
