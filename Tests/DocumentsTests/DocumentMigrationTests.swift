import Coordination
import Documents
import FoundationEssentials
import Migration
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Bringing the collection over from the versions before")
struct DocumentMigrationTests {
    private static func migrate(_ sets: [MigrationSet], on connection: isolated PostgresConnection) async throws {
        try await Migrator(sets: sets, logger: silentLogger).up(on: connection)
    }

    @Test("triggers of the collection alone give way to the shared ones: each change is told once, no row is touched")
    func sharedTriggers() async throws {
        try await withTestPool { connection in
            let before = MigrationSet(name: documentMigrations.name, files: Array(documentMigrations.files.prefix(2)))
            try await Self.migrate([before], on: connection)
            try await connection.script("INSERT INTO documents (title, content) VALUES ('Old', 'an old document')")
        } _: { configuration, pool in
            let statements: [SQL] = [
                "UPDATE documents SET content = content || '.'", "INSERT INTO documents (content) VALUES ('new')",
                "UPDATE documents SET title = 'New' WHERE content = 'new'",
                "UPDATE documents SET embedded_length = 1, embedding_model = 'm'",
                "DELETE FROM documents WHERE content = 'new'",
            ]
            let told = { () async throws -> [RowChange?] in
                try await notifications(configuration, on: documentChangeChannel) {
                    for statement in statements { try await pool.execute(statement) }
                }.map { RowChange($0) }
            }
            let before = try await told()
            try await pool.withConnection { connection in
                try await Self.migrate([changeMigrations, retrievalMigrations, documentMigrations], on: connection)
            }
            let after = try await told()

            #expect(before.map { $0?.ids } == [["1"], ["2"], ["2"], ["2"]])
            #expect(after.map { $0?.ids } == [["1"], ["3"], ["3"], ["3"]])
            #expect(before.map { $0?.isListed } == after.map { $0?.isListed })
            let rows = try await pool.query("SELECT title, content FROM documents")
            #expect(try rows.map { try $0.decode((String, String).self) }.map(\.1) == ["an old document.."])
        }
    }

    @Test("a database that the text before pgvector had a schema of its own was applied to goes on as it is")
    func earlierText() async throws {
        try await withTestPool { connection in
            let earlier = MigrationFile(
                version: 1,
                name: "documents",
                sql: try fixture("001_documents-unqualified.sql")
            )
            try await Self.migrate([MigrationSet(name: "documents", files: [earlier])], on: connection)
            try await connection.script("INSERT INTO documents (title, content) VALUES ('Old', 'an old document')")
            try await Self.migrate([changeMigrations, retrievalMigrations, documentMigrations], on: connection)
        } _: { _, pool in
            let store = try await DocumentStore(.documents, pool: pool)
            #expect(try await store.document(.id(1))?.title == "Old")
        }
    }

    @Test("a database in which documents were embedded again before memories were, goes on as it is")
    func reembedding() async throws {
        try await withTestPool { connection in
            let before = MigrationSet(
                name: retrievalMigrations.name,
                files: Array(retrievalMigrations.files.prefix(4))
            )
            let file = MigrationFile(
                version: 9,
                name: "reembedding",
                sql: try fixture("009_reembedding-of-documents.sql")
            )
            let documents = MigrationSet(
                name: documentMigrations.name,
                files: documentMigrations.files.dropLast() + [file],
                earlierChecksums: [:]
            )
            try await Self.migrate([changeMigrations, before, documents], on: connection)
            try await Self.migrate([changeMigrations, retrievalMigrations, documentMigrations], on: connection)
        } _: { _, pool in
            let store = try await DocumentStore(.documents, pool: pool)
            #expect(try await store.texts.reembedding() == nil)
        }
    }

    @Test("a procedure of the same name that somebody else has made is not called with our rights")
    func hijack() async throws {
        try await withTestPool { connection in
            try await Self.migrate([changeMigrations], on: connection)
            try await connection.script(
                """
                CREATE PROCEDURE public.paddle_watch_changes(text, text, text, text, text) LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'hijacked'; END $$
                """
            )
            try await Self.migrate([retrievalMigrations, documentMigrations], on: connection)
        } _: { _, pool in
            let triggers = try await pool.query(
                "SELECT FROM pg_trigger WHERE tgrelid = 'documents'::regclass AND tgname LIKE 'paddle_changes_%'"
            )
            #expect(triggers.count == 4)
        }
    }

    @Test("nothing of the old triggers is left behind")
    func nothingIsLeft() async throws {
        try await withTestPool { connection in
            try await Self.migrate([changeMigrations, retrievalMigrations, documentMigrations], on: connection)
        } _: { _, pool in
            let triggers = try await pool.query(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'documents'::regclass AND NOT tgisinternal ORDER BY 1"
            ).map { try $0.decode(String.self) }
            #expect(
                triggers == [
                    "paddle_changes_delete", "paddle_changes_insert", "paddle_changes_truncate",
                    "paddle_changes_update", "paddle_keywords_delete", "paddle_keywords_insert",
                    "paddle_keywords_truncate", "paddle_keywords_update",
                ]
            )
            let functions = try await pool.query(
                "SELECT proname FROM pg_proc WHERE proname ~ '^paddle_.*change' ORDER BY 1"
            ).map { try $0.decode(String.self) }
            #expect(functions == ["paddle_keywords_changed", "paddle_notify_changes", "paddle_watch_changes"])
        }
    }
}
