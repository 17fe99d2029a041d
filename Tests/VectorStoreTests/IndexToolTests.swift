import Glibc
import TestSupport
import Testing

extension VectorStore {
    @Suite("The tools that look after the index")
    struct IndexToolTests {
        /// Gives `body` a server over a database of its own with some random vectors.
        private func withVectors(_ count: Int, _ body: (TestServer, DatabaseAccess) async throws -> Void) async throws {
            try await withDatabaseAccess { database in
                let settings = ["DATABASE_URL": database.url]
                #expect(try await withoutModel.with(settings: settings).command("migrate", "up").succeeded)
                try await database.script(
                    """
                    INSERT INTO public.documents (content, title, embedding, embedding_model, embedded_length)
                    SELECT 'row ' || n % \(count - 1), 'Row ' || n,
                        (SELECT array_agg(random() - 0.5)::real[]::vector FROM generate_series(1, 384) WHERE n > 0),
                        'all-MiniLM-L6-v2', 5
                    FROM generate_series(1, \(count)) AS n
                    """
                )
                try await body(withoutModel.with("--toolsets", "collections", settings: settings), database)
            }
        }

        @Test("an index is built with progress, measured, and dropped")
        func managed() async throws {
            try await withVectors(300) { subject, database async throws in
                try await subject.overStdio { client in
                    let built = try await client.call(
                        "manage_index",
                        ["action": "build", "precision": "half", "m": 8],
                        meta: ["progressToken": "index"]
                    )
                    let index = try #require(try built.value["indexes"]?.array?.last)
                    #expect(index["name"] == "idx_documents_embedding_2")
                    #expect(index["method"] == "hnsw" && index["precision"] == "half" && index["m"] == 8)
                    #expect(await !client.notifications("notifications/progress").isEmpty)

                    let recall = try #require(
                        try await client.value("measure_recall", ["target": 0.5])["indexes"]?.array
                    )
                    #expect(recall.map { $0["name"] } == ["idx_documents_embedding_2"])
                    #expect(recall.first?["advice"]?.string?.contains("ef_search") == true)

                    let tuned = try await client.value("manage_index", ["action": "tune", "ef_search": 222])
                    #expect(tuned["ef_search"] == 222)
                    try await eventually("searches use what was set") {
                        let measured = try await client.value("measure_recall", ["sample": 1])
                        return measured["indexes"]?.array?.first?["in_use"] == 222
                    }

                    let rebuilt = try await client.value("manage_index", ["action": "rebuild"])
                    #expect(rebuilt["indexes"]?.array?.last?["precision"] == "half")
                    #expect(try await client.value("manage_index", ["action": "drop"])["indexes"] == [])
                    #expect(try await client.value("measure_recall", [:])["indexes"] == [])
                    let nothing = try await client.call("manage_index", ["action": "rebuild"])
                    #expect(nothing.isError && nothing.text.contains("action build"))
                }
                let audit = try await database.rows("SELECT tool, outcome FROM public.paddle_audit ORDER BY id")
                #expect(audit.count == 5)
            }
        }

        @Test("kill -9 in the middle of building loses nothing, and the next call builds the index")
        func killed() async throws {
            try await withVectors(300) { subject, database async throws in
                try await database.locking("public.documents", in: "ROW EXCLUSIVE") {
                    try await subject.overStdio { client in
                        _ = try await client.send(
                            "tools/call",
                            [
                                "name": "manage_index",
                                "arguments": ["action": "build", "method": "ivfflat", "wait_seconds": 60],
                            ]
                        )
                        try await eventually("the index is there") {
                            try await !database.rows("SELECT FROM pg_class WHERE relname = 'idx_documents_embedding_2'")
                                .isEmpty
                        }
                        client.process.signal(SIGKILL)
                        #expect(await client.process.waitForExit())
                    }
                }
                try await subject.overStdio { client in
                    var outcome = try await client.call(
                        "manage_index",
                        ["action": "build", "precision": "half", "wait_seconds": 60]
                    )
                    // The server may still be at what the killed process had it build.
                    while outcome.isError, outcome.text.contains("Another process") {
                        outcome = try await client.call(
                            "manage_index",
                            ["action": "build", "precision": "half", "wait_seconds": 60]
                        )
                    }
                    let indexes = try #require(try outcome.value["indexes"]?.array)
                    #expect(indexes.count == 2)
                    #expect(indexes.allSatisfy { $0["precision"] == "half" && $0["valid"] == true })
                }
            }
        }

        @Test("duplicates are found page by page")
        func duplicates() async throws {
            try await withVectors(300) { subject, _ async throws in
                try await subject.with("--read-only").overStdio { client in
                    let page = try await client.value("find_duplicates", ["limit": 1])
                    let group = try #require(page["groups"]?.array?.first)
                    #expect(group["same_text"] == true && group["count"] == 2)
                    #expect(group["documents"]?.array?.map { $0["title"] } == ["Row 1", "Row 300"])
                    var cursor = page["next_cursor"]
                    while let next = cursor {
                        let page = try await client.value("find_duplicates", ["limit": 1, "cursor": next])
                        #expect(page["groups"] == [])
                        cursor = page["next_cursor"]
                    }
                }
            }
        }
    }
}
