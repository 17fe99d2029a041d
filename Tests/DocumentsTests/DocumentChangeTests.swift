import Documents
import FoundationEssentials
import JSONFormat
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Telling of changed documents")
struct DocumentChangeTests {
    private struct Payload: Decodable, Equatable {
        var op: String
        var listed: Bool
        var ids: [Int]?
    }

    /// What is told while `body` runs.
    private func told(
        _ bench: DocumentBench,
        _ body: @Sendable (isolated PostgresConnection) async throws -> Void
    ) async throws -> [Payload] {
        try await notifications(bench.configuration, on: documentChangeChannel) {
            try await bench.pool.withConnection(body)
        }.map { try JSONDecoder().decode(Payload.self, from: Data($0.utf8)) }
    }

    @Test("one notification a statement: which documents, and whether lists look different")
    func statements() async throws {
        try await DocumentBench.run { bench in
            let payloads = try await told(bench) { connection in
                try await connection.execute("INSERT INTO documents (id, content) VALUES (900, 'a'), (901, 'b')")
                try await connection.execute("UPDATE documents SET content = 'c' WHERE id = 900")
                try await connection.execute("UPDATE documents SET title = 'T' WHERE id = 901")
                try await connection.execute("DELETE FROM documents WHERE id = 900")
            }
            #expect(
                payloads == [
                    Payload(op: "insert", listed: true, ids: [900, 901]),
                    Payload(op: "update", listed: false, ids: [900]), Payload(op: "update", listed: true, ids: [901]),
                    Payload(op: "delete", listed: true, ids: [900]),
                ]
            )
        }
    }

    @Test("changes that leave a document the same are not announced: vectors, the same values, no rows")
    func silence() async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute("INSERT INTO documents (id, content) VALUES (900, 'a')")
            let payloads = try await told(bench) { connection in
                try await connection.execute("UPDATE documents SET embedding_model = 'm', updated_at = now()")
                try await connection.execute("UPDATE documents SET content = content")
                try await connection.execute("DELETE FROM documents WHERE id = 1234")
            }
            #expect(payloads == [])
        }
    }

    @Test("a statement that changes many documents is announced without ids")
    func many() async throws {
        try await DocumentBench.run { bench in
            let payloads = try await told(bench) { connection in
                try await connection.execute("INSERT INTO documents (content) SELECT 'x' FROM generate_series(1, 5000)")
            }
            #expect(payloads == [Payload(op: "insert", listed: true, ids: nil)])
        }
    }

    @Test("documents that match a filter are found as they are, and nobody changes them meanwhile")
    func deleting() async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute(
                "INSERT INTO public.documents (content, metadata) SELECT 'x', jsonb_build_object('n', i % 2) FROM generate_series(1, 10) AS i"
            )
            try await bench.pool.transaction { connection in
                let odd = try await bench.store.locked(MetadataFilter(["n": 1], of: .documents), on: connection)
                #expect(odd.map(\.id) == [1, 3, 5, 7, 9])
                #expect(Set(odd.map(\.hash)).count == 1)
                let free = try await bench.pool.query(
                    "SELECT id FROM public.documents ORDER BY id FOR UPDATE SKIP LOCKED"
                )
                #expect(try free.map { try $0.decode(Int32.self) } == [2, 4, 6, 8, 10])
                try await bench.store.delete(ids: odd.map(\.id), on: connection)
            }
            #expect(try await bench.pool.query("SELECT FROM public.documents").count == 5)
        }
    }

    @Test(
        "a document that another program has changed without a new version is another document",
        arguments: [
            "content = 'y'", "title = 'y'", "title = ''", "content = NULL", "title = content, content = title",
            "metadata = metadata || '{\"m\":1}'", "updated_at = updated_at + interval '1 microsecond'",
        ]
    )
    func changedUnseen(_ change: String) async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.withConnection { connection in
                try await connection.script(
                    "INSERT INTO public.documents (content, metadata) VALUES ('x', '{\"n\":1}'), ('x', '{\"n\":1}')"
                )
                let before = try await bench.store.locked(MetadataFilter(["n": 1], of: .documents), on: connection)
                try await connection.script("UPDATE public.documents SET \(change) WHERE id = 2")
                let after = try await bench.store.locked(MetadataFilter(["n": 1], of: .documents), on: connection)
                #expect(after.map(\.id) == [1, 2])
                #expect(after[0].hash == before[0].hash)
                #expect(after[1].hash != before[1].hash)
            }
        }
    }
}
