import Foundation
import Glibc
import TestSupport
import Testing

extension AgentMemory {
    /// A server is stopped at a point of its work by a lock in the database, and killed there.
    @Suite("kill -9 at each point of storing, consolidating and keeping a folder")
    struct KillPointTests {
        /// Where the server is stopped: before a row is written, or when what was written is about to be committed.
        struct Point: Sendable, CustomTestStringConvertible {
            let table: String
            let event: String
            let isAtCommit: Bool

            static func before(_ event: String, _ table: String) -> Point {
                Point(table: table, event: event, isAtCommit: false)
            }
            static func atCommit(_ event: String, _ table: String) -> Point {
                Point(table: table, event: event, isAtCommit: true)
            }

            var testDescription: String { "\(isAtCommit ? "at the commit of" : "before") \(event) of \(table)" }

            /// Makes the point: whoever comes there waits for the table `gate`.
            var made: String {
                let trigger = isAtCommit ? "CONSTRAINT TRIGGER" : "TRIGGER"
                let time = isAtCommit ? "AFTER" : "BEFORE"
                let deferred = isAtCommit ? "DEFERRABLE INITIALLY DEFERRED" : ""
                return """
                    CREATE TABLE gate ();
                    CREATE FUNCTION at_gate() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN LOCK TABLE public.gate IN SHARE MODE; RETURN NEW; END $$;
                    CREATE \(trigger) at_gate \(time) \(event) ON \(table) \(deferred)
                        FOR EACH ROW EXECUTE FUNCTION at_gate();
                    """
            }
        }

        private static let waiting = "SELECT FROM pg_locks WHERE relation = 'gate'::regclass AND NOT granted"
        private static let holding = """
            SELECT FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
            WHERE relation = 'gate'::regclass AND a.datname = current_database()
            """

        private func withServer(
            _ settings: [String: String] = [:],
            _ body: (TestServer, DatabaseAccess) async throws -> Void
        ) async throws {
            try await withDatabaseAccess { database in
                let own = ["DATABASE_URL": database.url].merging(settings) { _, given in given }
                let subject = try whole.with(settings: own)
                #expect(try await subject.command("migrate", "up").succeeded)
                try await body(subject, database)
            }
        }

        /// Has a server work until it is at the point, and kills it there.
        private func kill(
            _ server: TestServer,
            at point: Point,
            _ database: DatabaseAccess,
            _ work: @escaping @Sendable (StdioClient) async throws -> Void
        ) async throws {
            try await database.script(point.made)
            try await database.locking("gate") {
                let ending = try await server.overStdio { client in
                    let working = Task { try? await work(client) }
                    try await eventually("it is at the point") { try await !database.rows(Self.waiting).isEmpty }
                    client.process.signal(SIGKILL)
                    #expect(await client.process.waitForExit())
                    await working.value
                }
                #expect(ending.status == .signaled(SIGKILL))
            }
            // What its session was at, ends by itself.
            try await eventually("its session has ended") { try await database.rows(Self.holding).isEmpty }
            try await database.script("DROP FUNCTION at_gate CASCADE; DROP TABLE gate")
        }

        @Test(
            "storing: the same call again leaves the memory there once",
            arguments: [
                Point.before("INSERT", "memories"), .atCommit("INSERT", "memories"),
                .atCommit("INSERT", "paddle_idempotency_keys"),
            ]
        )
        func storing(_ point: Point) async throws {
            try await withServer { server, database in
                let call: JSONValue = ["content": "The vault opens at 9.", "idempotency_key": "once"]
                try await kill(server, at: point, database) { _ = try await $0.value("store_memory", call) }
                try await server.overStdio { client in
                    let again = try await client.value("store_memory", call)
                    #expect(again["outcome"] == "stored")
                    #expect(try await client.texts(of: "default") == ["The vault opens at 9."])
                }
                #expect(try await database.rows("SELECT FROM memories").count == 1)
            }
        }

        @Test(
            "consolidating: all is merged or nothing, and once more merges the rest",
            arguments: [
                Point.before("UPDATE OF retired_at", "memories"), .atCommit("UPDATE OF retired_at", "memories"),
            ]
        )
        func consolidating(_ point: Point) async throws {
            try await withServer { server, database in
                let texts = [
                    "The vault opens at 9 every day.", "Every day the vault opens at 9.", "Mia grows orchids.",
                ]
                try await server.overStdio { client in
                    for text in texts { try await client.store(text, in: "vault", ["on_duplicate": "store"]) }
                }
                let call: JSONValue = ["bank": "vault", "dry_run": false, "wait_seconds": 60]
                try await kill(server, at: point, database) { _ = try await $0.value("consolidate_memories", call) }
                let retired = try await database.rows("SELECT FROM memories WHERE retired_as = 'merged'").count
                let linked = try await database.rows("SELECT FROM memories WHERE superseded_by IS NOT NULL").count
                #expect(retired == linked)
                try await server.overStdio { client in
                    _ = try await client.value("consolidate_memories", call)
                    #expect(try await client.texts(of: "vault").count == 2)
                    #expect(try await client.texts(of: "vault").contains("Mia grows orchids."))
                }
                #expect(try await database.rows("SELECT FROM memories").count == 3)
            }
        }

        @Test(
            "keeping a folder: each section is one memory, and no file is changed",
            arguments: [
                Point.before("INSERT", "memories"), .before("INSERT", "memory_files"),
                .before("INSERT", "memory_file_sections"), .atCommit("INSERT", "memories"),
                .atCommit("INSERT", "memory_file_versions"),
            ]
        )
        func keeping(_ point: Point) async throws {
            try await withTemporaryFolder { url in
                let file = url.appending(path: "progress.md")
                let text = "# Progress\n\n## Done\n\n- store\n- search\n\n## Left\n\n- sync\n"
                try Data(text.utf8).write(to: file)
                try await withServer(["MEMORY_BANK_PATH": url.path]) { server, database in
                    // It does so by itself as soon as it serves.
                    try await kill(server, at: point, database) { _ = try await $0.value("list_memory_banks", [:]) }
                    #expect(try await server.command("call", "sync_memory_bank", "{}").succeeded)
                    let rows = try await database.rows("SELECT content FROM memories ORDER BY id")
                    #expect(Set(rows).count == rows.count, "\(rows)")
                    #expect(try await database.rows("SELECT FROM memories WHERE content LIKE '%sync%'").count == 1)
                    let kept = String(decoding: try Data(contentsOf: file), as: UTF8.self)
                    #expect(kept.hasSuffix(text))
                    let again = try await server.command("call", "sync_memory_bank", #"{"dry_run":true}"#)
                    #expect(again.output.contains("progress.md") == false, "\(again.output)")
                }
            }
        }
    }
}
