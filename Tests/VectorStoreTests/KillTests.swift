import Foundation
import Glibc
import TestSupport
import Testing

extension VectorStore {
    /// A server is killed while it works, again and again, at moments that differ in every run.
    @Suite("kill -9 at random moments, three times or with PADDLE_LONG_TESTS a hundred")
    struct KillTests {
        private static let times = LongTests.areAsked ? 100 : 3

        /// Performs `work` with a server that is killed after at most `limit`. What it throws from then on is the kill's
        /// doing; before, it is a failure.
        private func killing(
            _ server: TestServer,
            within limit: Duration,
            _ work: @Sendable @escaping (StdioClient) async throws -> Void
        ) async throws {
            let delay = limit * Double.random(in: 0...1)
            let kill = Kill()
            let ending = try await server.overStdio { client in
                let working = Task {
                    do {
                        try await work(client)
                    } catch {
                        if await !kill.hasBegun { Issue.record(error, "before the kill") }
                    }
                }
                try await Task.sleep(for: delay)
                await kill.begin()
                client.process.signal(SIGKILL)
                #expect(await client.process.waitForExit())
                await working.value
            }
            #expect(ending.status == .signaled(SIGKILL))
        }

        /// Waits until a server has done what the killed ones had left, and compares the index of words with a fresh one.
        private func expectWhole(_ database: DatabaseAccess, _ server: TestServer) async throws {
            try await server.overStdio { client in
                _ = try await client.search("anything")
                try await eventually("all rows have their vectors and their postings") {
                    try await database.rows(
                        """
                        SELECT FROM documents WHERE embedding IS NULL UNION ALL SELECT FROM document_keyword_backlog
                        """
                    ).isEmpty
                }
            }
            let kept = try await database.rows(KeywordPostings.kept)
            #expect(try await kept == database.rows(KeywordPostings.fresh))
            let known = """
                SELECT (SELECT coalesce(sum(size), 0) FROM document_posting_blocks WHERE lexeme = '')
                    + (SELECT coalesce(sum(change), 0) FROM document_postings WHERE lexeme = '') AS rows
                """
            #expect(try await database.rows(known) == database.rows("SELECT count(*) AS rows FROM documents"))
        }

        private func withServer(
            _ toolsets: String,
            _ folder: URL,
            _ body: (DatabaseAccess, TestServer) async throws -> Void
        ) async throws {
            try await withDatabaseAccess { database in
                let settings = ["DATABASE_URL": database.url, "TRANSFER_DIR": folder.path, "TOOLSETS": toolsets]
                let server = try server.with(settings: settings)
                #expect(try await server.command("migrate", "up").succeeded)
                try await body(database, server)
            }
        }

        @Test("adding, changing and deleting: what was acknowledged is there, nothing is half there")
        func writing() async throws {
            try await withTemporaryFolder { folder in
                try await withServer("documents", folder) { database, server in
                    let acknowledged = Acknowledged()
                    for trial in 0..<Self.times {
                        try await killing(server, within: .seconds(2)) { client in
                            for batch in 0... {
                                let size = Int.random(in: 1...40)
                                let keys = (0..<size).map { "\(trial)-\(batch)-\($0)" }
                                var items = keys.map { key in
                                    JSONValue.object([
                                        "key": .string(key), "content": .string("Text \(key) of \(size)."),
                                    ])
                                }
                                // A key of an earlier batch gets another text.
                                let changed = await acknowledged.any
                                if let changed {
                                    items.append(["key": .string(changed), "content": "Changed in \(trial)."])
                                }
                                await acknowledged.begin(keys)
                                _ = try await client.value("add_documents", ["documents": .array(items)])
                                await acknowledged.add(keys)
                                if batch % 3 == 2, let key = await acknowledged.any {
                                    await acknowledged.remove(key)
                                    _ = try await client.call("delete_document", ["key": .string(key)])
                                }
                            }
                        }
                        let rows = try await database.rows("SELECT key FROM documents")
                        let stored = Set(rows.compactMap { $0["key"]?.string })
                        #expect(await stored.isSuperset(of: acknowledged.keys))
                        let last = await acknowledged.begun
                        #expect(stored.isSuperset(of: last) || stored.isDisjoint(with: last))
                    }
                    try await expectWhole(database, server)
                }
            }
        }

        @Test("import: it goes on where it ended, and nothing is lost, half there or there twice")
        func importing() async throws {
            try await withTemporaryFolder { folder in
                try await withServer("documents,transfer", folder) { from, source in
                    try await from.execute(TransferTests.filling(2_000))
                    #expect(try await source.command("export", folder.appending(path: "a.tar").path).succeeded)
                    let whole = try await from.rows(TransferTests.everything)
                    try await withServer("documents,transfer", folder) { to, server in
                        for _ in 0..<Self.times {
                            try await killing(server, within: .seconds(3)) { client in
                                _ = try await client.call("import_collection", ["file": "a.tar", "wait_seconds": 60])
                            }
                            let ledger = "SELECT coalesce(sum(created), 0) AS rows FROM paddle_imports"
                            let (known, stored) = try await (
                                to.rows(ledger), to.rows("SELECT count(*) AS rows FROM documents")
                            )
                            // One that is done is forgotten.
                            guard stored == [["rows": 2_000]] else {
                                #expect(known == stored)
                                continue
                            }
                            #expect(try await to.rows(TransferTests.everything) == whole)
                            try await expectWhole(to, server)
                            try await to.script("TRUNCATE documents, document_passages; TRUNCATE paddle_imports")
                        }
                        #expect(try await server.command("import", folder.appending(path: "a.tar").path).succeeded)
                        #expect(try await to.rows(TransferTests.everything) == whole)
                        try await expectWhole(to, server)
                    }
                }
            }
        }

        @Test("re-embedding: another process goes on, and in the end every vector is of the new model")
        func reembedding() async throws {
            try await withTemporaryFolder { folder in
                try await withServer("documents,collections", folder) { database, server in
                    try await database.execute(TransferTests.filling(200))
                    let former = """
                        ALTER TABLE documents DROP CONSTRAINT IF EXISTS paddle_vectors_of_one_model;
                        UPDATE paddle_collections SET model = 'former';
                        UPDATE documents SET embedding_model = 'former', embedded_length = length(content), embedding =
                            (SELECT array_agg(random() - 0.5)::real[]::vector FROM generate_series(1, 384) WHERE id > 0)
                        """
                    try await database.script(former)
                    let left = "SELECT FROM documents WHERE embedding_model <> 'all-MiniLM-L6-v2'"
                    let start: JSONValue = ["action": "start", "model": "all-MiniLM-L6-v2"]
                    for _ in 0..<Self.times {
                        try await killing(server, within: .seconds(2)) { client in
                            if try await client.value("reembed_collection", [:])["running"] == false {
                                _ = try await client.value("reembed_collection", start)
                            }
                        }
                        try await letClaimsRunOut(database)
                        // Old vectors or new ones, never some of each.
                        let count = try await database.rows(left).count
                        #expect(count == 0 || count == 200)
                        if count == 0 {
                            try await expectNewVectors(server)
                            try await database.script(former)
                        }
                    }
                    try await server.overStdio { client in
                        if try await client.value("reembed_collection", [:])["running"] == false {
                            _ = try await client.value("reembed_collection", start)
                        }
                        try await eventually("all have vectors of the model") { try await database.rows(left).isEmpty }
                    }
                    try await expectNewVectors(server)
                    try await expectWhole(database, server)
                }
            }
        }

        /// Lets others have at once what a killed server was at; else that takes a minute.
        private func letClaimsRunOut(_ database: DatabaseAccess) async throws {
            let column =
                "SELECT FROM pg_attribute WHERE attrelid = 'documents'::regclass AND attname = 'embedding_lease_next'"
            guard try await !database.rows(column).isEmpty else { return }
            try await database.execute(
                "UPDATE documents SET embedding_lease_next = now() WHERE embedding_lease_next IS NOT NULL"
            )
        }

        /// Each text is found by itself.
        private func expectNewVectors(_ server: TestServer) async throws {
            try await server.overStdio { client in
                for number in [1, 57, 199] {
                    let text = "Text number \(number)"
                    let hits = try await client.search(text, mode: "vector", minScore: 0.99)
                    #expect(hits.contains { $0["content"]?.string == text }, "\(text)")
                }
            }
        }
    }

    private actor Kill {
        private(set) var hasBegun = false
        func begin() { hasBegun = true }
    }

    /// The keys of documents that a server said it has stored, without those that it was told to delete.
    private actor Acknowledged {
        private(set) var keys: Set<String> = []
        /// A batch that may be stored as a whole or not at all.
        private(set) var begun: Set<String> = []
        var any: String? { keys.randomElement() }

        func begin(_ keys: [String]) { begun = Set(keys) }

        func add(_ keys: [String]) {
            self.keys.formUnion(keys)
            begun = []
        }

        func remove(_ key: String) { keys.remove(key) }
    }
}
