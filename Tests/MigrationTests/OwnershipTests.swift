import Postgres
import TestSupport
import Testing

@testable import Migration

@Suite("Tables that others can make run what they like")
struct OwnershipTests {
    static let cups = MigrationSet(
        name: "tea",
        files: [
            MigrationFile(version: 1, name: "cups", sql: "CREATE TABLE IF NOT EXISTS public.cups (id int8, label text)")
        ],
        tables: [OwnedTable(QualifiedName("cups"))]
    )

    /// What migrating says against the database; nil where it goes well.
    static func refusal(on connection: PostgresConnection) async throws -> String? {
        do {
            try await Migrator(sets: [cups], logger: silentLogger).up(on: connection)
            return nil
        } catch let error as MigrationError where error.code == .foreign {
            return error.description
        }
    }

    /// Something that a stranger can leave behind, and what is said about it.
    struct Trap: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// `stranger` is the role, whose functions `spy` and `see` are there.
        let plant: String
        /// What the refusal holds, besides a statement that mends it.
        let problem: String
        /// What mends it, as the refusal says.
        let remedy: String
    }

    static let traps = [
        Trap(
            testDescription: "a trigger",
            plant: "CREATE TRIGGER \"a%b\" BEFORE INSERT ON public.cups FOR EACH ROW EXECUTE FUNCTION public.spy()",
            problem: "trigger a%b",
            remedy: "DROP TRIGGER \"a%b\" ON public.cups"
        ),
        Trap(
            testDescription: "the condition of a trigger",
            plant: """
                CREATE FUNCTION public.idle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER t BEFORE INSERT ON public.cups FOR EACH ROW WHEN (public.see(NEW.label))
                    EXECUTE FUNCTION public.idle()
                """,
            problem: "see(text) of the role",
            remedy: "DROP TRIGGER t ON public.cups"
        ),
        Trap(
            testDescription: "a default",
            plant: "ALTER TABLE public.cups ALTER COLUMN label SET DEFAULT public.see('')",
            problem: "default value for column label",
            remedy: "ALTER TABLE public.cups ALTER COLUMN label DROP DEFAULT"
        ),
        Trap(
            testDescription: "a computed column",
            plant: "ALTER TABLE public.cups ADD COLUMN seen boolean GENERATED ALWAYS AS (public.see(label)) STORED",
            problem: "default value for column seen",
            remedy: "ALTER TABLE public.cups DROP COLUMN seen"
        ),
        Trap(
            testDescription: "a check",
            plant: "ALTER TABLE public.cups ADD CONSTRAINT c CHECK (public.see(label))",
            problem: "constraint c",
            remedy: "ALTER TABLE public.cups DROP CONSTRAINT c"
        ),
        Trap(
            testDescription: "an index",
            plant: "CREATE INDEX i ON public.cups (public.see(label))",
            problem: "i uses the function",
            remedy: "DROP INDEX public.i"
        ),
        Trap(
            testDescription: "the condition of an index",
            plant: "CREATE INDEX i ON public.cups (id) WHERE public.see(label)",
            problem: "i uses the function",
            remedy: "DROP INDEX public.i"
        ),
        Trap(
            testDescription: "a type with a check",
            plant: """
                SET ROLE stranger; CREATE DOMAIN public.word AS text CHECK (public.see(VALUE)); RESET ROLE;
                ALTER TABLE public.cups ADD COLUMN words public.word[]
                """,
            problem: "word of the role",
            remedy: "ALTER TYPE public.word OWNER TO"
        ),
        Trap(
            testDescription: "an operator",
            plant: """
                SET ROLE stranger;
                CREATE FUNCTION public.same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
                CREATE OPERATOR public.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = public.same); RESET ROLE;
                ALTER TABLE public.cups ADD CONSTRAINT c CHECK (label OPERATOR(public.===) label)
                """,
            problem: "===(text,text) of the role",
            remedy: "ALTER TABLE public.cups DROP CONSTRAINT c"
        ),
        Trap(
            testDescription: "a rule",
            plant: "CREATE RULE r AS ON INSERT TO public.cups DO ALSO SELECT 1",
            problem: "the rule r on public.cups",
            remedy: "DROP RULE r ON public.cups"
        ),
        Trap(
            testDescription: "row security",
            plant: "ALTER TABLE public.cups ENABLE ROW LEVEL SECURITY",
            problem: "row security is on for the table public.cups",
            remedy: "ALTER TABLE public.cups DISABLE ROW LEVEL SECURITY"
        ),
        Trap(
            testDescription: "a table that inherits",
            plant: "CREATE TABLE public.mugs () INHERITS (public.cups)",
            problem: "inherits from",
            remedy: "ALTER TABLE public.mugs NO INHERIT public.cups"
        ),
        Trap(
            testDescription: "a foreign key of a stranger's table",
            plant: """
                ALTER TABLE public.cups ADD PRIMARY KEY (id); GRANT REFERENCES ON public.cups TO stranger;
                SET ROLE stranger;
                CREATE TABLE public.saucers (cup int8 REFERENCES public.cups ON DELETE CASCADE); RESET ROLE
                """,
            problem: "the foreign key saucers_cup_fkey",
            remedy: "ALTER TABLE public.saucers DROP CONSTRAINT saucers_cup_fkey"
        ),
        Trap(
            testDescription: "a view in place of the table",
            plant: "ALTER TABLE public.cups RENAME TO real; CREATE VIEW public.cups AS SELECT * FROM public.real",
            problem: "public.cups is not a table but a view",
            remedy: "ALTER VIEW public.cups RENAME TO cups_before"
        ),
        Trap(
            testDescription: "a partitioned table",
            plant: "DROP TABLE public.cups; CREATE TABLE public.cups (id int8, label text) PARTITION BY HASH (id)",
            problem: "public.cups is not a table but a partitioned table",
            remedy: "ALTER TABLE public.cups RENAME TO cups_before"
        ),
        Trap(
            testDescription: "a table of a stranger",
            plant: "ALTER TABLE public.cups OWNER TO stranger",
            problem: "the table public.cups belongs to the role",
            remedy: "ALTER TABLE public.cups OWNER TO"
        ),
        Trap(
            testDescription: "a ledger of a stranger",
            plant: "ALTER TABLE public.paddle_migrations OWNER TO stranger",
            problem: "the table public.paddle_migrations belongs to the role",
            remedy: "ALTER TABLE public.paddle_migrations OWNER TO"
        ),
    ]

    /// What the stranger has made before.
    private static let functions = """
        SET ROLE stranger;
        CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE FUNCTION public.see(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        RESET ROLE;
        """

    @Test(
        "each is named, with the statement that mends it, also when it comes after the migration",
        arguments: traps + Trap.byReference
    )
    func named(_ trap: Trap) async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { stranger in
                let act = { (script: String) async throws in
                    try await connection.script(script.replacing("stranger", with: stranger))
                }
                let superuser = try await connection.query("SELECT quote_ident(current_user)")[0].decode(String.self)
                #expect(try await Self.refusal(on: connection) == nil)
                try await act(Self.functions)
                #expect(try await Self.refusal(on: connection) == nil)
                try await act(trap.plant)
                let refusal = try #require(try await Self.refusal(on: connection))
                #expect(refusal.contains(trap.problem), "\(refusal)")
                let remedy = trap.remedy + (trap.remedy.hasSuffix("OWNER TO") ? " \(superuser)" : "")
                #expect(refusal.contains(remedy), "\(refusal)")
                try await act(remedy)
                let rest = try await Self.refusal(on: connection)
                // A type is still the stranger's function's.
                #expect(rest?.contains(trap.problem) != true, "\(rest ?? "")")
            }
        }
    }

    @Test("a table that is there before the first migration is looked at, too")
    func before() async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { stranger in
                try await connection.script(
                    "SET ROLE \(stranger); CREATE TABLE public.paddle_migrations (); RESET ROLE"
                )
                let refusal = try #require(try await Self.refusal(on: connection))
                #expect(refusal.contains("the table public.paddle_migrations belongs to the role \(stranger)"))
            }
        }
    }

    @Test("an owner's own trigger is left alone")
    func ownTrigger() async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { owner in
                try await connection.script("SET ROLE \(owner)")
                #expect(try await Self.refusal(on: connection) == nil)
                try await connection.script(
                    """
                    CREATE FUNCTION public.mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                    CREATE TRIGGER mine BEFORE INSERT ON public.cups FOR EACH ROW EXECUTE FUNCTION public.mine()
                    """
                )
                #expect(try await Self.refusal(on: connection) == nil)
            }
        }
    }

    @Test("a role serves what another has migrated, unless anybody could have made those tables")
    func migratedByAnother() async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { migrator in
                try await withTestRole(on: connection) { server in
                    try await connection.script("SET ROLE \(migrator)")
                    #expect(try await Self.refusal(on: connection) == nil)
                    try await connection.script(
                        """
                        GRANT SELECT ON public.paddle_migrations TO \(server);
                        RESET ROLE; GRANT CREATE ON SCHEMA public TO PUBLIC; SET ROLE \(server)
                        """
                    )
                    let refusal = try #require(try await Self.refusal(on: connection))
                    #expect(refusal.contains("belongs to the role \(migrator)"))
                    #expect(refusal.contains("REVOKE CREATE ON SCHEMA public FROM PUBLIC, \(migrator)"))
                    try await connection.script(
                        "RESET ROLE; REVOKE CREATE ON SCHEMA public FROM PUBLIC; SET ROLE \(server)"
                    )
                    // Whoever else may create there can have made them, too, that role itself included.
                    #expect(
                        try await Self.refusal(on: connection)?
                            .contains("REVOKE CREATE ON SCHEMA public FROM \(migrator)") == true
                    )
                    try await connection.script(
                        "RESET ROLE; REVOKE CREATE ON SCHEMA public FROM \(migrator); SET ROLE \(server)"
                    )
                    #expect(try await Self.refusal(on: connection) == nil)
                    // A superuser is in every role, and has the most to lose.
                    try await connection.script("RESET ROLE")
                    #expect(try await Self.refusal(on: connection)?.contains("belongs to the role \(migrator)") == true)
                }
            }
        }
    }

    @Test("what a group owns is its members'")
    func group() async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { group in
                try await withTestRole(on: connection) { member in
                    try await connection.script(
                        """
                        GRANT CREATE ON SCHEMA public TO PUBLIC; GRANT \(group) TO \(member);
                        SET ROLE \(member)
                        """
                    )
                    #expect(try await Self.refusal(on: connection) == nil)
                    try await connection.script("ALTER TABLE public.cups OWNER TO \(group)")
                    #expect(try await Self.refusal(on: connection) == nil)
                }
            }
        }
    }

    @Test(
        "a group that others can act as is not trusted",
        arguments: [
            "GRANT team TO other", "CREATE ROLE team_inner; GRANT team_inner TO other; GRANT team TO team_inner",
            "ALTER ROLE team LOGIN",
        ]
    )
    func sharedGroup(_ sharing: String) async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { team in
                try await withTestRole(on: connection) { member in
                    try await withTestRole(on: connection) { other in
                        try await connection.script("GRANT \(team) TO \(member); SET ROLE \(member)")
                        #expect(try await Self.refusal(on: connection) == nil)
                        try await connection.script("ALTER TABLE public.cups OWNER TO \(team)")
                        #expect(try await Self.refusal(on: connection) == nil)
                        let sharing = sharing.replacing("team", with: team).replacing("other", with: other)
                        try await connection.script("RESET ROLE; \(sharing); SET ROLE \(member)")
                        let refusal = try await Self.refusal(on: connection)
                        #expect(refusal?.contains("public.cups belongs to the role \(team)") == true)
                        try await connection.script("RESET ROLE; DROP ROLE IF EXISTS \(team)_inner")
                    }
                }
            }
        }
    }

    @Test("what is planted while another session holds the lock is refused, and nothing has run")
    func plantedMeanwhile() async throws {
        try await withTestDatabase { configuration in
            let stranger = try await PostgresConnection.connect(configuration, logger: silentLogger)
            let connection = try await PostgresConnection.connect(configuration, logger: silentLogger)
            let server = try await connection.query("SELECT pg_backend_pid()")[0].decode(Int32.self)
            try await withTestRole(on: stranger) { role in
                _ = try await stranger.query("SELECT pg_advisory_lock(\(Ledger.lockKey))")
                async let refusal = Self.refusal(on: connection)
                // It has looked at the tables before it begins to ask for the lock.
                let asked: SQL = """
                    SELECT EXISTS (SELECT FROM pg_stat_activity
                        WHERE pid = \(server) AND (query LIKE '%advisory%' OR query IN ('COMMIT', 'ROLLBACK')))
                    """
                while try await !stranger.query(asked)[0].decode(Bool.self) {}
                try await stranger.script(
                    """
                    SET ROLE \(role);
                    CREATE TABLE public.paddle_migrations (
                        set text, version integer, name text, checksum text, applied_at timestamptz DEFAULT now(),
                        duration_ms bigint);
                    CREATE TABLE public.seen ();
                    CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql
                        AS 'BEGIN ALTER TABLE public.seen ADD COLUMN it int; RETURN NEW; END';
                    CREATE TRIGGER t BEFORE INSERT ON public.paddle_migrations
                        FOR EACH ROW EXECUTE FUNCTION public.spy();
                    RESET ROLE
                    """
                )
                _ = try await stranger.query("SELECT pg_advisory_unlock(\(Ledger.lockKey))")
                let text = try await refusal ?? ""
                #expect(text.contains("the table public.paddle_migrations belongs to the role \(role)"))
                let rows = try await stranger.query("SELECT FROM public.paddle_migrations")
                #expect(rows.isEmpty)
                let cups = try await stranger.query("SELECT to_regclass('public.cups') IS NULL")
                #expect(try cups[0].decode(Bool.self))
            }
            await stranger.close()
            await connection.close()
        }
    }
}
