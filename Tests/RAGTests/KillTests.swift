import Foundation
import Glibc
import TestSupport
import Testing

extension RAGSpecification {
    /// A server is killed while it works, again and again, at moments that differ in every run.
    @Suite("kill -9 at random moments, three times or with PADDLE_LONG_TESTS a hundred")
    struct KillTests {
        private static let times = LongTests.areAsked ? 100 : 3
        private static let files = 60

        /// Documents that are cut, and are not what their chunks say: a chunk is missing, or says something else, or none is
        /// there. Documents without a source, and chunks without a vector that nobody will embed.
        private static let halves = """
            SELECT d.id FROM documents AS d LEFT JOIN document_sources AS s ON s.document_id = d.id
            WHERE s.document_id IS NULL OR s.is_chunked AND rtrim(d.content, E' \\n') IS DISTINCT FROM (
                SELECT string_agg(c.space_before || substr(c.content, c.header_length + 1), '' ORDER BY c.ordinal)
                FROM document_chunks AS c WHERE c.document_id = d.id)
            UNION ALL SELECT document_id FROM document_chunks
            WHERE (embedding IS NULL) <> (embedded_length IS NULL)
            """

        @Test("bringing a folder in: each file is there whole or not at all, and another call brings in the rest")
        func folder() async throws {
            let folder = URL(filePath: "/tmp/paddle-rag-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try await withDatabaseAccess { database in
                let settings = ["DATABASE_URL": database.url, "SOURCE_ROOTS": folder.path]
                let subject = try server.with(settings: settings)
                #expect(try await subject.command("migrate", "up").succeeded)
                let asked: JSONValue = ["path": .string(folder.path), "wait_seconds": 60]
                for trial in 0..<Self.times {
                    for number in 0..<Self.files {
                        let text = "Shelf \(trial), box \(number).\n\n\(Prose.words(150))"
                        try Data(text.utf8).write(to: folder.appending(path: "box\(number).txt"))
                    }
                    let delay = Duration.milliseconds(Int.random(in: 0...1_500))
                    let ending = try await subject.overStdio { client in
                        let working = Task { _ = try? await client.value("ingest_folder", asked) }
                        // Half of them are killed while they start.
                        if trial.isMultiple(of: 2) {
                            try await eventually("it has stored something") {
                                try await !database.rows(
                                    "SELECT FROM documents WHERE content LIKE 'Shelf \(trial),%' LIMIT 1"
                                ).isEmpty
                            }
                        }
                        try await Task.sleep(for: delay)
                        client.process.signal(SIGKILL)
                        #expect(await client.process.waitForExit())
                        await working.value
                    }
                    #expect(ending.status == .signaled(SIGKILL))
                    #expect(try await database.rows(Self.halves).isEmpty)
                }
                try await subject.overStdio { client in
                    let report = try await client.value("ingest_folder", asked)
                    #expect(report["failed"] == 0)
                    let there = try await database.rows("SELECT content FROM documents ORDER BY content")
                    #expect(there.count == Self.files)
                    #expect(there.allSatisfy { $0["content"]?.string?.hasPrefix("Shelf \(Self.times - 1),") == true })
                    try await eventually("all have their vectors, the documents too") {
                        try await database.rows(
                            """
                            SELECT FROM document_sources WHERE NOT (is_chunked AND shares_vectors) UNION ALL
                            SELECT FROM documents WHERE embedding IS NULL UNION ALL
                            SELECT FROM document_chunks WHERE embedding IS NULL
                            """
                        ).isEmpty
                    }
                    #expect(try await database.rows(Self.halves).isEmpty)
                }
            }
        }
    }
}
