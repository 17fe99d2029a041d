import Async
import Coordination
import Documents
import Migration
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Adopting tables that are not quite as the earlier servers made them")
struct AdoptedTableTests {
    private static func migrate(_ connection: PostgresConnection) async throws {
        try await Migrator(sets: [changeMigrations, retrievalMigrations, documentMigrations], logger: silentLogger).up(
            on: connection
        )
    }

    private static func refusal(on connection: PostgresConnection) async throws -> String? {
        do {
            try await migrate(connection)
            return nil
        } catch let error as MigrationError where error.code == .unfit {
            return error.description
        }
    }

    /// How a table came to its ids, and the ids that the next documents get.
    struct Ids: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let prepare: String
        let next: [Int32]
    }

    static let ids = [
        Ids(
            testDescription: "rows that were copied in with their ids",
            prepare: "INSERT INTO documents (id) VALUES (1), (2), (3)",
            next: [4, 5]
        ),
        Ids(
            testDescription: "ids at and below 0",
            prepare: "INSERT INTO documents (id) VALUES (-2147483648), (-1), (0)",
            next: [1, 2]
        ),
        Ids(
            testDescription: "the last of all ids",
            prepare: "INSERT INTO documents (id) VALUES (1), (7), (2147483647)",
            next: [8, 9]
        ),
        Ids(
            testDescription: "a sequence that ends too early",
            prepare: "ALTER SEQUENCE documents_id_seq AS smallint; INSERT INTO documents (id) VALUES (1), (40000)",
            next: [40001, 40002]
        ),
        Ids(
            testDescription: "a sequence that begins anew at its end, all of whose ids are taken",
            prepare: """
                ALTER SEQUENCE documents_id_seq MAXVALUE 3 CYCLE;
                INSERT INTO documents (content) VALUES ('a'), ('b'), ('c')
                """,
            next: [4, 5]
        ),
        Ids(
            testDescription: "a sequence at its end",
            prepare: "ALTER SEQUENCE documents_id_seq MAXVALUE 2; INSERT INTO documents (content) VALUES ('a'), ('b')",
            next: [3, 4]
        ),
        Ids(
            testDescription: "a sequence that begins high, with the last of all ids taken",
            prepare: """
                ALTER SEQUENCE documents_id_seq MINVALUE 1000 START 1000 RESTART;
                INSERT INTO documents (id) VALUES (5), (2147483647)
                """,
            next: [6, 7]
        ),
        Ids(
            testDescription: "a sequence that counts down",
            prepare: """
                ALTER SEQUENCE documents_id_seq INCREMENT -1 MINVALUE -100 MAXVALUE -1 START -1 RESTART -1;
                INSERT INTO documents (id) VALUES (-1), (-2), (-300)
                """,
            next: [-301, -302]
        ),
        Ids(
            testDescription: "a sequence that belongs to no column",
            prepare: """
                CREATE SEQUENCE numbers; ALTER TABLE documents ALTER COLUMN id SET DEFAULT nextval('numbers');
                INSERT INTO documents (id) VALUES (1)
                """,
            next: [2, 3]
        ),
        Ids(
            testDescription: "no sequence at all",
            prepare: """
                ALTER TABLE documents ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE documents_id_seq;
                INSERT INTO documents (id) VALUES (5)
                """,
            next: [6, 7]
        ),
        Ids(
            testDescription: "a sequence that is ahead",
            prepare: "SELECT setval('documents_id_seq', 10); INSERT INTO documents (id) VALUES (5)",
            next: [11, 12]
        ),
    ]

    @Test("new documents get ids that are free, whatever the sequence did", arguments: ids)
    func freeIds(_ ids: Ids) async throws {
        try await DocumentBench.run(prepare: [fixture("earlier-schema.sql"), ids.prepare]) { bench async throws in
            let added = [try await bench.add("One."), try await bench.add("Two.")]
            #expect(added.map(\.id) == ids.next)
        }
    }

    @Test("new documents get ids that are free among rows that another program has stored with theirs since")
    func takenLater() async throws {
        try await DocumentBench.run { bench async throws in
            #expect(try await bench.add("One.").id == 1)
            let rows = "INSERT INTO documents (id, content) SELECT n, 'copied' FROM generate_series(2, 1000) AS n"
            try await bench.pool.withConnection { try await $0.script(rows) }
            let added = [try await bench.add("Two."), try await bench.add("Three.")]
            #expect(added.map(\.id) == [1001, 1002])
        }
    }

    @Test("what another unique index forbids is an error, and nothing is stored")
    func forbidden() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.pool.withConnection { try await $0.script("CREATE UNIQUE INDEX once ON documents (title)") }
            _ = try await bench.add("One.", title: "a")
            let error = await #expect(throws: PostgresError.self) { try await bench.add("Two.", title: "a") }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(try await bench.store.documents(after: nil, limit: 9).count == 1)
        }
    }

    @Test("documents with ids at and below 0 are listed, read and changed like others")
    func lowIds() async throws {
        let rows = "INSERT INTO documents (id, content) VALUES (-2147483648, 'a'), (-5, 'b'), (0, 'c'), (1, 'd')"
        try await DocumentBench.run(prepare: [fixture("earlier-schema.sql"), rows]) { bench async throws in
            #expect(try await bench.store.documents(after: nil, limit: 2).map(\.id) == [-2_147_483_648, -5])
            #expect(try await bench.store.documents(after: -5, limit: 9).map(\.id) == [0, 1])
            #expect(try await bench.store.ids(beginningWith: "-", limit: 9) == [-2_147_483_648, -5])
            #expect(try await bench.store.document(.id(-5))?.content == "b")
            #expect(try await bench.update(0, DocumentChange(title: "zero"))?.title == "zero")
            #expect(try await bench.collection.embedBacklog(logger: silentLogger) == .done)
            #expect(try await Set(bench.search("b", limit: 4).hits.map(\.id)) == [-2_147_483_648, -5, 0, 1])
            #expect(try await bench.delete(-5))
        }
    }

    @Test("columns that had to have a value, or got none by themselves, are no hindrance to adding")
    func constraints() async throws {
        let table = """
            CREATE TABLE documents (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL,
                content text NOT NULL, embedding vector(384) NOT NULL, metadata jsonb NOT NULL, created_at timestamptz,
                updated_at timestamptz)
            """
        try await DocumentBench.run(prepare: ["CREATE EXTENSION vector", table]) { bench async throws in
            let document = try await bench.add("No title.")
            #expect(document.createdAt != nil && document.updatedAt != nil)
        }
    }

    /// What another program has done to the table, and what is said about it.
    struct Hindrance: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let prepare: String
        let problem: String
        /// What clears it, as the refusal says.
        let remedy: String
    }

    static let hindrances = [
        Hindrance(
            testDescription: "no key",
            prepare: "ALTER TABLE documents DROP CONSTRAINT documents_pkey",
            problem: "the column id of public.documents does not identify a row",
            remedy: "ALTER TABLE public.documents ADD PRIMARY KEY (id)"
        ),
        Hindrance(
            testDescription: "another key",
            prepare: """
                ALTER TABLE documents DROP CONSTRAINT documents_pkey, ADD COLUMN isbn text DEFAULT 'x' PRIMARY KEY
                """,
            problem: "the column id of public.documents does not identify a row",
            remedy: "ALTER TABLE public.documents ADD UNIQUE (id)"
        ),
        Hindrance(
            testDescription: "ids that may be missing",
            prepare: """
                ALTER TABLE documents DROP CONSTRAINT documents_pkey, ADD UNIQUE (id), ALTER COLUMN id DROP NOT NULL
                """,
            problem: "the column id of public.documents may be without a value",
            remedy: "ALTER TABLE public.documents ALTER COLUMN id SET NOT NULL"
        ),
        Hindrance(
            testDescription: "an id that is always the same",
            prepare: "ALTER TABLE documents ALTER COLUMN id SET DEFAULT 0",
            problem: "the column id of public.documents has the default 0, which is no sequence",
            remedy: "ALTER TABLE public.documents ALTER COLUMN id DROP DEFAULT"
        ),
        Hindrance(
            testDescription: "an id by chance",
            prepare: "ALTER TABLE documents ALTER COLUMN id SET DEFAULT (random() * 9)::integer",
            problem: "which is no sequence",
            remedy: "ALTER TABLE public.documents ALTER COLUMN id DROP DEFAULT"
        ),
        Hindrance(
            testDescription: "a rule of another table that names a moment",
            prepare: """
                CREATE TABLE visits (at timestamp);
                CREATE RULE "see it" AS ON INSERT TO visits DO ALSO UPDATE documents SET updated_at = NEW.at
                """,
            problem: "the rule \"see it\" on public.visits uses columns of public.documents",
            remedy: "DROP RULE \"see it\" ON public.visits"
        ),
        Hindrance(
            testDescription: "a rule of a view that does not show it",
            prepare: """
                CREATE VIEW titles AS SELECT title FROM documents;
                CREATE RULE change AS ON UPDATE TO titles DO INSTEAD UPDATE documents SET updated_at = '2026-01-01'
                """,
            problem: "the rule change on public.titles uses columns of public.documents",
            remedy: "DROP RULE change ON public.titles"
        ),
        Hindrance(
            testDescription: "a column of ours with another type",
            prepare: "ALTER TABLE documents ADD COLUMN embedding_model integer",
            problem: "already has a column embedding_model",
            remedy: "ALTER TABLE public.documents RENAME COLUMN embedding_model TO embedding_model_before"
        ),
        Hindrance(
            testDescription: "a column that a later file adds",
            prepare: "ALTER TABLE documents ADD COLUMN embedding_fence bigint",
            problem: "already has a column embedding_fence",
            remedy: "ALTER TABLE public.documents DROP COLUMN embedding_fence"
        ),
        Hindrance(
            testDescription: "a column that must have a value",
            prepare: """
                ALTER TABLE documents ADD COLUMN author text NOT NULL DEFAULT 'x';
                ALTER TABLE documents ALTER COLUMN author DROP DEFAULT
                """,
            problem: "the column author of public.documents must have a value",
            remedy: "ALTER TABLE public.documents ALTER COLUMN author DROP NOT NULL"
        ),
        Hindrance(
            testDescription: "a computed column",
            prepare: """
                ALTER TABLE documents DROP COLUMN title;
                ALTER TABLE documents ADD COLUMN title text GENERATED ALWAYS AS (left(content, 9)) STORED
                """,
            problem: "the column title of public.documents is computed",
            remedy: "ALTER TABLE public.documents ALTER COLUMN title DROP EXPRESSION"
        ),
        Hindrance(
            testDescription: "a table of the name of ours",
            prepare: "CREATE TABLE document_passages (page integer)",
            problem: "the name public.document_passages is taken",
            remedy: "ALTER TABLE public.document_passages RENAME TO document_passages_before"
        ),
        Hindrance(
            testDescription: "a ledger of another program",
            prepare: "CREATE TABLE paddle_migrations (file text)",
            problem: "The table paddle_migrations is another program's",
            remedy: "ALTER TABLE public.paddle_migrations RENAME TO paddle_migrations_before"
        ),
        Hindrance(
            testDescription: "an index of the name of ours, which must not be dropped",
            prepare: "DROP INDEX idx_documents_embedding; CREATE INDEX idx_documents_embedding ON memories (id)",
            problem: "the name public.idx_documents_embedding is taken",
            remedy: "ALTER INDEX public.idx_documents_embedding RENAME TO idx_documents_embedding_before"
        ),
        Hindrance(
            testDescription: "an index computed from a moment",
            prepare: "CREATE INDEX by_day ON documents ((created_at::date))",
            problem: "the index public.by_day is computed from columns of public.documents",
            remedy: "DROP INDEX public.by_day"
        ),
        Hindrance(
            testDescription: "a trigger that names a moment",
            prepare: """
                CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER touched BEFORE UPDATE OF updated_at ON documents FOR EACH ROW EXECUTE FUNCTION touch()
                """,
            problem: "trigger touched",
            remedy: "DROP TRIGGER touched ON public.documents"
        ),
        Hindrance(
            testDescription: "a column computed from a moment",
            prepare: "ALTER TABLE documents ADD COLUMN day date GENERATED ALWAYS AS (created_at::date) STORED",
            problem: "default value for column day",
            remedy: "ALTER TABLE public.documents DROP COLUMN day"
        ),
    ]

    @Test("what is in the way is named with a statement that clears it, and nothing is changed", arguments: hindrances)
    func named(_ hindrance: Hindrance) async throws {
        try await withTestConnection { connection in
            try await connection.script(fixture("earlier-schema.sql"))
            try await connection.script("INSERT INTO documents (content) VALUES ('kept')")
            try await connection.script(hindrance.prepare)
            let before = try await Self.shape(on: connection)
            let refusal = try #require(try await Self.refusal(on: connection))
            #expect(refusal.contains(hindrance.problem), "\(refusal)")
            #expect(refusal.contains(hindrance.remedy), "\(refusal)")
            #expect(try await Self.shape(on: connection) == before)
            try await connection.script(hindrance.remedy)
            #expect(try await Self.refusal(on: connection) == nil)
            #expect(try await connection.query("SELECT content FROM documents")[0].decode(String.self) == "kept")
        }
    }

    /// The columns and indexes of the tables that were there before.
    private static func shape(on connection: PostgresConnection) async throws -> [String] {
        try await connection.query(
            """
            SELECT attrelid::regclass || ' ' || attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
            WHERE attrelid::regclass::text IN ('documents', 'idx_documents_embedding', 'document_passages') ORDER BY 1
            """
        ).map { try $0.decode(String.self) }
    }

    @Test("a sequence of another role is named, with the statement that hands it over")
    func foreignSequence() async throws {
        try await withTestConnection { connection in
            try await withTestRole(on: connection) { stranger in
                try await connection.script(fixture("earlier-schema.sql"))
                try await connection.script(
                    """
                    CREATE SEQUENCE numbers; ALTER SEQUENCE numbers OWNER TO \(stranger);
                    ALTER TABLE documents ALTER COLUMN id SET DEFAULT nextval('numbers')
                    """
                )
                let me = try await connection.query("SELECT quote_ident(current_user)")[0].decode(String.self)
                let refusal = try #require(try await Self.refusal(on: connection))
                #expect(refusal.contains("the sequence public.numbers of the role \(stranger)"), "\(refusal)")
                let remedy = "ALTER SEQUENCE public.numbers OWNER TO \(me)"
                #expect(refusal.contains(remedy), "\(refusal)")
                try await connection.script(remedy)
                #expect(try await Self.refusal(on: connection) == nil)
            }
        }
    }

    @Test("views on columns whose type must change are named; the statements given drop them and make them again")
    func views() async throws {
        try await withTestConnection { connection in
            try await connection.script(fixture("earlier-schema.sql"))
            try await connection.script(
                """
                CREATE VIEW recent WITH (security_barrier) AS SELECT id, created_at FROM documents;
                GRANT SELECT ON recent TO PUBLIC;
                CREATE MATERIALIZED VIEW daily AS SELECT date(created_at) AS day, count(*) AS n FROM recent GROUP BY 1;
                CREATE UNIQUE INDEX daily_day ON daily (day);
                CREATE VIEW "the newest" AS SELECT max(day) AS day FROM daily;
                CREATE RULE "no changes" AS ON UPDATE TO recent DO INSTEAD NOTHING;
                CREATE VIEW untouched AS SELECT title FROM documents
                """
            )
            let refusal = try #require(try await Self.refusal(on: connection))
            #expect(refusal.contains("public.\"the newest\", public.daily, public.recent"), "\(refusal)")
            #expect(!refusal.contains("untouched"))
            let statements = try #require(refusal.firstRange(of: "Drop them: ").map { refusal[$0.upperBound...] })
            let division = try #require(
                statements.firstRange(of: " and once this program has migrated, make them again: ")
            )
            try await connection.script(String(statements[..<division.lowerBound]))
            #expect(try await Self.refusal(on: connection) == nil)
            try await connection.script(String(statements[division.upperBound...]))
            let made = try await connection.query(
                """
                SELECT relname::text || coalesce(reloptions::text, '') || (relacl IS NOT NULL) FROM pg_class
                WHERE relname IN ('recent', 'daily', 'daily_day', 'the newest')
                ORDER BY 1
                """
            ).map { try $0.decode(String.self) }
            let rules = try await connection.query("SELECT rulename FROM pg_rules WHERE tablename = 'recent'")
            #expect(rules.count == 1)
            #expect(made == ["daily_dayfalse", "dailyfalse", "recent{security_barrier=true}true", "the newestfalse"])
        }
    }
}
