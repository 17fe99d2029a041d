import Foundation
import TestSupport
import Testing

extension VectorStore {
    @Suite("A read-only server")
    struct ReadOnlyTests {
        private static let readOnly = ["READ_ONLY": "true"]

        /// What the earlier servers left.
        private static func earlierDatabase() throws -> String {
            let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "DocumentsTests/Fixtures")
            return try ["earlier-schema.sql", "earlier-rows.sql"].map {
                String(decoding: try Data(contentsOf: folder.appending(path: $0)), as: UTF8.self)
            }.joined()
        }

        /// Every relation and every document, with the transaction that wrote it last.
        private static let state = """
            SELECT 'pg_class' AS relation, relname::text AS row, xmin::text FROM pg_class
            UNION ALL SELECT 'pg_proc', proname::text, xmin::text FROM pg_proc
            UNION ALL SELECT 'documents', id::text, xmin::text FROM documents ORDER BY 1, 2, 3
            """

        @Test(
            "serves an older database as it is, as a role that may only read; what is pending is said, nothing written"
        )
        func olderDatabase() async throws {
            try await withDatabaseAccess { database in
                try await database.script(Self.earlierDatabase())
                try await database.withRole { role in
                    try await database.script(
                        "REVOKE CREATE ON SCHEMA public FROM \(role); GRANT SELECT ON documents TO \(role)"
                    )
                    let before = try await database.rows(Self.state)
                    var settings = Self.readOnly
                    settings["DATABASE_URL"] =
                        database.url + "&options=-c%20role%3D\(role)%20-c%20default_transaction_read_only%3Don"
                    try await server.with(settings: settings).overHTTP(.r20260728) { client in
                        let document = try await client.document(7)
                        #expect(document["content"]?.string == "Note number 7 about cups.")
                        #expect(document["embedding_model"] == "all-MiniLM-L6-v2")
                        #expect(try await client.search("cups", filter: ["n": 7]).map { $0["id"] } == [7])
                        #expect(try await !client.listedDocuments().isEmpty)
                        let ready = try await client.get("/readyz")
                        #expect(ready.status == 200)
                        let pending = try ready.json["checks"]?["migrations"]?["text"]?.string
                        #expect(pending?.contains("READ_ONLY keeps this server from applying them") == true)
                    }
                    let doctor = try await server.with(settings: settings).command("doctor")
                    #expect(doctor.output.contains("warning  migrations: "), "\(doctor.output)")
                    #expect(doctor.output.contains("are not found by meaning"), "\(doctor.output)")
                    #expect(try await database.rows(Self.state) == before)
                }
            }
        }

        @Test("writes nothing either where its role may write; once somebody else has migrated, it serves what is new")
        func owner() async throws {
            try await withDatabaseAccess { database in
                try await database.script(Self.earlierDatabase())
                let before = try await database.rows(Self.state)
                let settings = ["DATABASE_URL": database.url]
                try await server.with(settings: settings.merging(Self.readOnly) { _, one in one }).overHTTP(.r20260728)
                {
                    client in
                    #expect(try await client.search("cups", filter: ["n": 7]).count == 1)
                    #expect(try await client.document(301)["passages"] == 0)
                    #expect(try await database.rows(Self.state) == before)
                    let refused = try await server.with(settings: settings.merging(Self.readOnly) { _, one in one })
                        .command("migrate", "up")
                    #expect(!refused.succeeded && refused.errors.contains("READ_ONLY is set"))
                    #expect(try await database.rows(Self.state) == before)

                    try await server.with(settings: settings).overStdio { writer in
                        let id = try await writer.add(Prose.words(1_000), metadata: ["new": true])
                        #expect(try await client.document(id)["passages"]?.int ?? 0 > 1)
                    }
                }
            }
        }

        @Test("says that a database is empty, and leaves it so")
        func emptyDatabase() async throws {
            try await withDatabaseAccess { database in
                let settings = ["DATABASE_URL": database.url].merging(Self.readOnly) { _, one in one }
                try await server.with(settings: settings).overHTTP(.r20260728) { client in
                    let outcome = try await client.call("get_document", ["id": 1])
                    #expect(outcome.isError && outcome.text.contains("Run `migrate up`"), "\(outcome.text)")
                    #expect(try await client.get("/readyz").status == 503)
                }
                let made = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                #expect(try await database.rows(made).isEmpty)
            }
        }

        @Test("does not make a private database")
        func noPrivateDatabase() async throws {
            try await TestServer.inFreshHome("vector-store") { server in
                let result = try await server.with(settings: Self.readOnly).command(
                    "call",
                    "get_document",
                    "{\"id\":1}"
                )
                #expect(!result.succeeded)
                #expect((result.output + result.errors).contains("there is no private database to read yet"))
                #expect(!FileManager.default.fileExists(atPath: server.home.folder.appending(path: "cluster").path))
            }
        }
    }
}
