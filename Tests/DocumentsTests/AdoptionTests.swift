import Async
import Coordination
import Documents
import FoundationEssentials
import Migration
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Adopting the database of the earlier servers")
struct AdoptionTests {
    private func adopted(_ body: (DocumentBench) async throws -> Void) async throws {
        // The session's zone is what the earlier servers' local times are read in.
        try await DocumentBench.run(
            prepare: [fixture("earlier-schema.sql"), fixture("earlier-rows.sql"), "SET TimeZone = 'Europe/Berlin'"],
            body
        )
    }

    @Test("every row of every table is still there")
    func nothingIsLost() async throws {
        try await adopted { bench in
            let counts = [
                "documents": 303, "memory_banks": 1, "memories": 1, "conversations": 1, "rag_sessions": 1,
                "rag_queries": 1, "test_suites": 1, "test_cases": 1, "test_results": 1, "scheduler_tasks": 1,
                "scheduler_executions": 1, "workflows": 1, "workflow_executions": 1,
            ]
            for (table, count) in counts {
                let rows = try await bench.pool.query("SELECT count(*) FROM \(identifier: table)")
                #expect(try rows[0].decode(Int.self) == count, "\(table)")
            }
        }
    }

    @Test("each document keeps its id, title, text, metadata, vector and moment")
    func documentsAreUnchanged() async throws {
        try await adopted { bench in
            let document = try #require(try await bench.store.document(.id(7)))
            #expect(document.title == "Note 7")
            #expect(document.content == "Note number 7 about cups.")
            #expect(document.metadata?.text == #"{"n": 7}"#)
            // 12:07 in Berlin's summer is 10:07 UTC.
            #expect(document.createdAt == "2025-06-01T10:07:00.000000Z")
            let same = try await bench.pool.query(
                """
                SELECT count(*) FROM documents AS d WHERE id <= 300 AND embedding =
                    (SELECT array_agg(sin(d.id * 31 + i)) FROM generate_series(1, 384) AS i)::vector
                """
            )
            #expect(try same[0].decode(Int.self) == 300)
        }
    }

    @Test("a vector index built on an empty table gives way to HNSW under the same name")
    func indexIsReplaced() async throws {
        try await adopted { bench in
            let rows = try await bench.pool.query(
                """
                SELECT amname FROM pg_class AS c JOIN pg_am ON pg_am.oid = c.relam
                WHERE c.oid = 'idx_documents_embedding'::regclass
                """
            )
            #expect(try rows[0].decode(String.self) == "hnsw")
            let names = try await bench.pool.query(
                """
                SELECT count(*) FROM pg_indexes WHERE indexname IN
                    ('documents_pkey', 'idx_documents_created_at', 'idx_documents_metadata')
                """
            )
            #expect(try names[0].decode(Int.self) == 3)
        }
    }

    @Test("documents without vectors get them, and then all that have text are found by meaning")
    func everythingBecomesSearchable() async throws {
        try await adopted { bench in
            #expect(try await bench.store.texts.hasBacklog())
            #expect(try await bench.collection.embedBacklog(logger: silentLogger) == .done)
            #expect(try await !bench.store.texts.hasBacklog())
            let hit = try #require(
                try await bench.search("Who switches on the light of the tower in the evening?").hits.first
            )
            #expect(hit.content == "The lighthouse keeper lights the lamp at dusk.")
            #expect(try await bench.search("cups", limit: 100).hits.count == 100)
            let document = try #require(try await bench.store.document(.id(7)))
            #expect((document.embeddingModel, document.passages) == ("all-MiniLM-L6-v2", 1))
        }
    }

    @Test("a table of the same name that is another program's is refused and left alone")
    func foreignTable() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script("CREATE TABLE documents (id serial, body text)")
            let error = await #expect(throws: MigrationError.self) {
                try await Migrator(
                    sets: [changeMigrations, retrievalMigrations, documentMigrations],
                    logger: silentLogger
                ).up(
                    on: connection
                )
            }
            #expect(error?.description.contains("content text, created_at timestamp, embedding vector(384)") == true)
            let columns = try await connection.query(
                "SELECT count(*) FROM information_schema.columns WHERE table_name = 'documents'"
            )
            #expect(try columns[0].decode(Int.self) == 2)
        }
    }
}
