import Postgres
import TestSupport
import Testing

@testable import Migration

extension OwnershipTests.Trap {
    /// An own table, whose rows a deletion of cups changes.
    private static func notes(_ action: String, _ columns: String = "", _ options: String = "") -> String {
        """
        ALTER TABLE public.cups ADD PRIMARY KEY (id);
        CREATE TABLE public.notes (cup int8 REFERENCES public.cups \(action)\(columns)) \(options);
        """
    }

    /// Tables that refer to ours, and what is attached to them.
    static let byReference = [
        OwnershipTests.Trap(
            testDescription: "a foreign key of a stranger's table that refers to an own table that refers to ours",
            plant: notes("ON DELETE CASCADE", ", id int8 PRIMARY KEY") + """
                GRANT REFERENCES ON public.notes TO stranger; SET ROLE stranger;
                CREATE TABLE public.votes (note int8 REFERENCES public.notes); RESET ROLE
                """,
            problem: "the foreign key votes_note_fkey of public.votes",
            remedy: "ALTER TABLE public.votes DROP CONSTRAINT votes_note_fkey"
        ),
        OwnershipTests.Trap(
            testDescription: "a trigger of a table three keys away",
            plant: notes("ON DELETE CASCADE", ", id int8 PRIMARY KEY") + """
                CREATE TABLE public.votes (id int8 PRIMARY KEY, note int8 REFERENCES public.notes ON DELETE CASCADE);
                CREATE TABLE public.points (vote int8 REFERENCES public.votes ON DELETE SET NULL);
                CREATE TRIGGER t AFTER UPDATE ON public.points FOR EACH ROW EXECUTE FUNCTION public.spy()
                """,
            problem: "public.points (it refers to public.votes): the trigger t",
            remedy: "DROP TRIGGER t ON public.points"
        ),
        OwnershipTests.Trap(
            testDescription: "a trigger of an own table that refers to ours",
            plant: notes("ON DELETE SET NULL")
                + "CREATE TRIGGER t AFTER UPDATE ON public.notes FOR EACH ROW EXECUTE FUNCTION public.spy()",
            problem: "public.notes (it refers to public.cups): the trigger t",
            remedy: "DROP TRIGGER t ON public.notes"
        ),
        OwnershipTests.Trap(
            testDescription: "a check of a table that follows our keys",
            plant: notes("ON UPDATE CASCADE", ", word text CONSTRAINT c CHECK (public.see(word))"),
            problem: "constraint c",
            remedy: "ALTER TABLE public.notes DROP CONSTRAINT c"
        ),
        OwnershipTests.Trap(
            testDescription: "a default that takes the place of our keys",
            plant: "CREATE FUNCTION public.one() RETURNS int8 LANGUAGE sql AS 'SELECT 1'; "
                + "ALTER FUNCTION public.one() OWNER TO stranger; "
                + notes("ON DELETE SET DEFAULT") + "ALTER TABLE public.notes ALTER COLUMN cup SET DEFAULT public.one()",
            problem: "default value for column cup",
            remedy: "ALTER TABLE public.notes ALTER COLUMN cup DROP DEFAULT"
        ),
        OwnershipTests.Trap(
            testDescription: "an index of a table that refers to ours",
            plant: notes("ON DELETE SET NULL", ", word text") + "CREATE INDEX i ON public.notes (public.see(word))",
            problem: "i uses the function",
            remedy: "DROP INDEX public.i"
        ),
        OwnershipTests.Trap(
            testDescription: "a rule of a table that refers to ours",
            plant: notes("ON DELETE CASCADE") + "CREATE RULE r AS ON DELETE TO public.notes DO ALSO SELECT 1",
            problem: "the rule r on public.notes",
            remedy: "DROP RULE r ON public.notes"
        ),
        OwnershipTests.Trap(
            testDescription: "row security of a table that refers to ours",
            plant: notes("ON DELETE CASCADE", ", word text")
                + "CREATE POLICY p ON public.notes USING (public.see(word))",
            problem: "policy p",
            remedy: "DROP POLICY p ON public.notes"
        ),
        OwnershipTests.Trap(
            testDescription: "a trigger of a partitioned table that refers to ours",
            plant: notes("ON DELETE CASCADE", "", "PARTITION BY LIST (cup)") + """
                CREATE TABLE public.rest PARTITION OF public.notes DEFAULT;
                CREATE TRIGGER t AFTER DELETE ON public.notes FOR EACH ROW EXECUTE FUNCTION public.spy()
                """,
            problem: "trigger t",
            remedy: "DROP TRIGGER t ON public.notes"
        ),
        OwnershipTests.Trap(
            testDescription: "a stranger's partition of a table that refers to ours",
            plant: notes("ON DELETE CASCADE", "", "PARTITION BY LIST (cup)") + """
                CREATE TABLE public.rest PARTITION OF public.notes DEFAULT;
                ALTER TABLE public.rest OWNER TO stranger
                """,
            problem: "public.rest, a table of the role",
            remedy: "ALTER TABLE public.notes DROP CONSTRAINT notes_cup_fkey"
        ),
        OwnershipTests.Trap(
            testDescription: "a type that is compared with our keys",
            plant: """
                ALTER TABLE public.cups ADD PRIMARY KEY (id);
                SET ROLE stranger; CREATE TYPE public.mark AS ENUM ('1'); RESET ROLE;
                CREATE FUNCTION public.number(public.mark) RETURNS int8 LANGUAGE sql IMMUTABLE AS 'SELECT 1::int8';
                CREATE CAST (public.mark AS int8) WITH FUNCTION public.number(public.mark) AS IMPLICIT;
                CREATE TABLE public.notes (cup public.mark REFERENCES public.cups)
                """,
            problem: "mark of the role",
            remedy: "ALTER TYPE public.mark OWNER TO"
        ),
        OwnershipTests.Trap(
            testDescription: "a cast of a key that is compared with ours",
            plant: """
                ALTER TABLE public.cups ADD PRIMARY KEY (id);
                CREATE TYPE public.mark AS ENUM ('1');
                CREATE FUNCTION public.number(public.mark) RETURNS int8 LANGUAGE sql IMMUTABLE AS 'SELECT 1::int8';
                CREATE CAST (public.mark AS int8) WITH FUNCTION public.number(public.mark) AS IMPLICIT;
                ALTER FUNCTION public.number(public.mark) OWNER TO stranger;
                CREATE TABLE public.notes (cup public.mark REFERENCES public.cups)
                """,
            problem: "mark) of the role",
            remedy: "ALTER ROUTINE public.number(public.mark) OWNER TO"
        ),
    ]
}

extension OwnershipTests {
    @Test(
        "tables that refer to ours are left alone where nothing of a stranger's runs",
        arguments: [
            // Nothing changes its rows.
            """
            CREATE TABLE public.notes (cup int8 REFERENCES public.cups, id int8 PRIMARY KEY);
            CREATE TRIGGER t AFTER DELETE ON public.notes FOR EACH ROW EXECUTE FUNCTION public.spy();
            GRANT REFERENCES ON public.notes TO stranger; SET ROLE stranger;
            CREATE TABLE public.votes (note int8 REFERENCES public.notes ON DELETE CASCADE)
            """,
            // PostgreSQL changes its rows as their owner, whom it does not bind by row security.
            """
            CREATE TABLE public.notes (cup int8 REFERENCES public.cups ON DELETE CASCADE, id int8 PRIMARY KEY);
            ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
            CREATE FUNCTION public.mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER t AFTER DELETE ON public.notes FOR EACH ROW EXECUTE FUNCTION public.mine();
            CREATE TABLE public.replies (note int8 REFERENCES public.notes ON DELETE CASCADE) PARTITION BY LIST (note);
            CREATE TABLE public.replies_rest PARTITION OF public.replies DEFAULT
            """,
        ]
    )
    func harmlessReferences(_ tables: String) async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { stranger in
                #expect(try await Self.refusal(on: connection) == nil)
                try await connection.script(
                    """
                    ALTER TABLE public.cups ADD PRIMARY KEY (id);
                    SET ROLE \(stranger);
                    CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                    RESET ROLE; \(tables.replacing("stranger", with: stranger)); RESET ROLE
                    """
                )
                #expect(try await Self.refusal(on: connection) == nil)
            }
        }
    }
}
