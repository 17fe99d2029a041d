import Foundation
import Glibc
import TestSupport
import Testing

extension VectorStore {
    @Suite("Export and import")
    struct TransferTests {
        /// All that a collection holds.
        static let everything = """
            SELECT d.id, d.key, d.title, d.content, d.metadata, d.created_at, d.updated_at, d.embedding::text,
                d.embedding_model, d.embedded_length, (SELECT json_agg(json_build_array(p.ordinal, p.char_start, p.char_end,
                    p.embedding::text) ORDER BY p.ordinal) FROM public.document_passages AS p WHERE p.document_id = d.id)
            FROM public.documents AS d ORDER BY d.id
            """

        /// Vectors that nobody has computed, as another program may have stored them.
        static func filling(_ count: Int) -> String {
            """
            INSERT INTO public.documents (key, content, metadata, embedding, embedding_model, embedded_length)
            SELECT CASE WHEN n % 2 = 0 THEN 'key ' || n END, 'Text number ' || n, jsonb_build_object('n', n),
                (SELECT array_agg(random() - 0.5)::real[]::vector FROM generate_series(1, 384) WHERE n > 0),
                'all-MiniLM-L6-v2', 8
            FROM generate_series(1, \(count)) AS n
            """
        }

        private func subject(on database: DatabaseAccess, _ folder: URL) throws -> TestServer {
            try server.with(
                settings: ["DATABASE_URL": database.url, "TRANSFER_DIR": folder.path, "TOOLSETS": "documents,transfer"]
            )
        }

        /// Two databases, a server on each, and a folder.
        private func withTwo(
            _ body: (
                _ from: (database: DatabaseAccess, server: TestServer),
                _ to: (database: DatabaseAccess, server: TestServer),
                _ folder: URL
            ) async throws -> Void
        ) async throws {
            try await withTemporaryFolder { folder in
                try await withDatabaseAccess { from in
                    try await withDatabaseAccess { to in
                        let servers = try (subject(on: from, folder), subject(on: to, folder))
                        for server in [servers.0, servers.1] {
                            #expect(try await server.command("migrate", "up").succeeded)
                        }
                        try await body((from, servers.0), (to, servers.1), folder)
                    }
                }
            }
        }

        @Test("a collection is the same after it was exported and imported: ids, keys, times, passages and vectors")
        func roundTrip() async throws {
            try await withTwo { from, to, folder in
                try await from.server.overStdio { client in
                    _ = try await client.add("Green tea.", title: "Tea", metadata: ["n": 1.5, "list": [nil, "🍵"]])
                    _ = try await client.value("add_document", ["content": .string(Prose.words(2_000)), "key": "long"])
                }
                try await from.database.execute(
                    """
                    INSERT INTO public.documents (id, content, metadata, created_at, updated_at, embedded_length)
                    VALUES (-5, NULL, '[1]', '0044-03-15 BC', 'infinity', NULL), (2147483647, '', NULL, NULL, now(), NULL)
                    """
                )
                let file = folder.appending(path: "documents.tar").path
                let exported = try await from.server.command("export", file)
                #expect(exported.succeeded, "\(exported.errors)")
                let imported = try await to.server.command("import", file)
                #expect(imported.output.hasPrefix("Created 4, replaced 0, skipped 0 documents."), "\(imported.errors)")
                let (given, found) = (
                    try await from.database.rows(Self.everything), try await to.database.rows(Self.everything)
                )
                for (var given, var found) in zip(given, found) {
                    // A row without a moment gets that of the import.
                    if given["created_at"] == nil || given["created_at"] == .null {
                        (given["created_at"], found["created_at"]) = (nil, nil)
                    }
                    #expect(given == found)
                }
                #expect(try await to.database.rows("SELECT FROM public.paddle_imports").isEmpty)
                // The ids go on behind those that came along, and the texts are found.
                try await to.server.overStdio { client async throws in
                    #expect(try await client.add("Black tea.") == 3)
                    #expect(try await client.search("green tea").first?["title"] == "Tea")
                }
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["documents.tar"])
            }
        }

        @Test("what is there already is skipped, replaced, or stops the import, as is asked for")
        func existing() async throws {
            try await withTwo { from, to, folder in
                try await from.database.execute(Self.filling(4))
                let file = folder.appending(path: "a.tar").path
                #expect(try await from.server.command("export", file).succeeded)
                try await to.database.execute(
                    "INSERT INTO public.documents (id, key, content) VALUES (1, 'own', 'Own.'), (90, 'key 2', 'Other.'), (3, NULL, 'Third.')"
                )
                let failed = try await to.server.command("import", file, "--existing", "fail")
                #expect(!failed.succeeded)
                #expect(failed.errors.contains("is there already"), "\(failed.errors)")
                #expect(try await to.database.rows("SELECT FROM public.documents").count == 3)

                let skipped = try await to.server.command("import", file, "--existing", "skip")
                #expect(
                    skipped.output.hasPrefix("Created 1, replaced 0, skipped 3"),
                    "\(skipped.output)\(skipped.errors)"
                )
                let replaced = try await to.server.command("import", file, "--existing", "replace")
                #expect(
                    replaced.output.hasPrefix("Created 0, replaced 4, skipped 0"),
                    "\(replaced.output)\(replaced.errors)"
                )
                #expect(
                    try await to.database.rows("SELECT id, key, content FROM public.documents ORDER BY id") == [
                        ["id": 1, "key": "own", "content": "Text number 1"],
                        ["id": 3, "key": nil, "content": "Text number 3"],
                        ["id": 4, "key": "key 4", "content": "Text number 4"],
                        ["id": 90, "key": "key 2", "content": "Text number 2"],
                    ]
                )
                let added = try await to.server.command("import", file, "--new-ids")
                #expect(added.output.hasPrefix("Created 2, replaced 0, skipped 2"), "\(added.output)\(added.errors)")
            }
        }

        @Test("one collection flows into another through a pipe")
        func pipe() async throws {
            try await withTwo { from, to, _ in
                try await from.database.execute(Self.filling(300))
                let script = """
                    DATABASE_URL='\(from.database.url)' '\(try from.server.path)' export - \
                    | DATABASE_URL='\(to.database.url)' '\(try to.server.path)' import -
                    """
                let result = try await CommandResult.of(
                    "/bin/sh",
                    ["-c", script],
                    environment: from.server.environment
                )
                #expect(result.output.hasPrefix("Created 300"), "\(result.output)\(result.errors)")
                #expect(try await from.database.rows(Self.everything) == to.database.rows(Self.everything))
            }
        }

        @Test("kill -9 in the middle of an import: it goes on where it ended, nothing is lost and nothing twice")
        func killed() async throws {
            try await withTwo { from, to, folder in
                try await from.database.execute(Self.filling(1_500))
                #expect(try await from.server.command("export", folder.appending(path: "a.tar").path).succeeded)
                try await to.server.overStdio { client in
                    // A call that waits leaves no task, with which the next server would go on by itself.
                    let arguments: JSONValue = ["file": "a.tar", "wait_seconds": 60]
                    try await client.send("tools/call", ["name": "import_collection", "arguments": arguments])
                    try await eventually("some documents are stored") {
                        try await !to.database.rows("SELECT FROM public.paddle_imports WHERE created > 0").isEmpty
                    }
                    client.process.signal(SIGKILL)
                    #expect(await client.process.waitForExit())
                }
                let known = try await to.database.rows("SELECT created FROM public.paddle_imports")
                let stored = try await to.database.rows("SELECT count(*) AS created FROM public.documents")
                #expect(known == stored)
                try await to.server.overStdio { client in
                    let report = try await client.value("import_collection", ["file": "a.tar"])
                    #expect(report["resumed_after"] == known.first?["created"])
                    #expect(report["created"] == 1_500)
                    #expect(report["skipped"] == 0)
                }
                #expect(try await from.database.rows(Self.everything) == to.database.rows(Self.everything))
            }
        }

        @Test("vectors of another model are refused, and made again where that is asked for")
        func otherModel() async throws {
            try await withTwo { from, to, folder in
                try await from.database.execute(Self.filling(3))
                try await from.database.execute("UPDATE public.documents SET embedding_model = 'other'")
                let file = folder.appending(path: "a.tar").path
                #expect(try await from.server.command("export", file).succeeded)
                let refused = try await to.server.command("import", file)
                #expect(!refused.succeeded)
                #expect(refused.errors.contains("were made by other"), "\(refused.errors)")
                #expect(try await to.server.command("import", file, "--embed-again").succeeded)
                try await to.server.overStdio { client async throws in
                    let hit = try #require(try await client.search("text number 2").first)
                    #expect(hit["content"] == "Text number 2")
                }
            }
        }

        @Test("tools write and read plain names in the operator's folder alone; their calls are in the audit")
        func tools() async throws {
            try await withTwo { from, _, folder in
                try await from.server.overStdio { client in
                    _ = try await client.add("Green tea.")
                    let made = try await client.value("export_collection", ["file": "a.tar"])
                    #expect(made["documents"] == 1)
                    let size = try FileManager.default.attributesOfItem(atPath: folder.path + "/a.tar")[.size] as? Int
                    #expect(made["bytes"]?.int == size)
                    for file in ["a.tar", "../b.tar", "/tmp/b.tar", ".hidden", "a/b", "-", "é", ""] {
                        let outcome = try await client.call(
                            "export_collection",
                            ["file": .string(file), "wait_seconds": 60]
                        )
                        #expect(outcome.isError, "\(file)")
                    }
                    let link = folder.appending(path: "link.tar")
                    try FileManager.default.createSymbolicLink(
                        at: link,
                        withDestinationURL: folder.appending(path: "a.tar")
                    )
                    for file in ["link.tar", "../a.tar", "missing.tar"] {
                        let outcome = try await client.call(
                            "import_collection",
                            ["file": .string(file), "wait_seconds": 60]
                        )
                        #expect(outcome.isError, "\(file)")
                    }
                    let again = try await client.value("import_collection", ["file": "a.tar"])
                    #expect(again["skipped"] == 1)
                }
                let done =
                    "SELECT tool, target FROM public.paddle_audit WHERE outcome = 'done' AND tool ~ 'coll' ORDER BY id"
                #expect(
                    try await from.database.rows(done) == [
                        ["tool": "export_collection", "target": "a.tar"],
                        ["tool": "import_collection", "target": "a.tar"],
                    ]
                )
                let bare = from.server.with(settings: ["TRANSFER_DIR": ""])
                try await bare.overStdio { client async throws in
                    let outcome = try await client.call("export_collection", ["file": "b.tar", "wait_seconds": 60])
                    #expect(outcome.isError && outcome.text.contains("TRANSFER_DIR"), "\(outcome.text)")
                }
            }
        }

        @Test("a damaged archive stores nothing of what is damaged, and says so")
        func damaged() async throws {
            try await withTwo { from, to, folder in
                try await from.database.execute(Self.filling(3))
                let file = folder.appending(path: "a.tar")
                #expect(try await from.server.command("export", file.path).succeeded)
                var bytes = try Data(contentsOf: file)
                bytes[bytes.count / 2] ^= 1
                try bytes.write(to: file)
                let refused = try await to.server.command("import", file.path)
                #expect(!refused.succeeded)
                #expect(refused.errors.contains("checksum"), "\(refused.errors)")
                #expect(try await to.database.rows("SELECT FROM public.documents").isEmpty)
            }
        }

        @Test("the rows of a query become documents, with their vectors; a query cannot write")
        func query() async throws {
            try await withTwo { from, _, _ in
                try await from.database.script(
                    """
                    CREATE TABLE public.notes (name text, body text, tags jsonb, v vector(384));
                    INSERT INTO public.notes SELECT 'n' || n, CASE WHEN n < 250 THEN 'Note ' || n END,
                        jsonb_build_object('n', n), array_fill(n::real, ARRAY[384])::vector
                    FROM generate_series(1, 250) AS n
                    """
                )
                let columns = "name AS key, body AS content, tags AS metadata"
                let rows = "FROM public.notes ORDER BY name -- all of them"
                let kept = try await from.server.command(
                    "import",
                    "--query",
                    "SELECT \(columns), v AS embedding \(rows)",
                    "--model",
                    "all-MiniLM-L6-v2"
                )
                #expect(kept.output.hasPrefix("Created 249, replaced 0, skipped 1"), "\(kept.output)\(kept.errors)")
                #expect(
                    try await from.database.rows(
                        "SELECT content, metadata, (embedding::real[])[1] AS v FROM public.documents WHERE key = 'n7'"
                    ) == [["content": "Note 7", "metadata": ["n": 7], "v": 7]]
                )
                for query in [
                    "DELETE FROM public.notes RETURNING name AS content", "SELECT 1; DROP TABLE public.notes",
                    "WITH gone AS (DELETE FROM public.notes RETURNING body) SELECT body AS content FROM gone",
                    "SELECT setval('public.documents_id_seq', 1)::text AS content", "SELECT 1 AS content",
                    "SELECT 'a' AS key, 'b' AS content FROM generate_series(1, 2)",
                ] {
                    let refused = try await from.server.command("import", "--query", query)
                    #expect(!refused.succeeded, "\(query): \(refused.output)")
                }
                #expect(try await from.database.rows("SELECT FROM public.notes").count == 250)
                #expect(try await from.database.rows("SELECT FROM public.documents").count == 249)
            }
        }
    }
}
