import TestSupport
import Testing

extension VectorStore {
    @Suite("Import from other vector stores")
    struct OtherStoreTests {
        private func drive(_ store: String, atLeast count: Int) async throws -> [JSONValue] {
            let environment = PythonEnvironment(store == "chroma" ? "chromadb" : store)
            guard try environment.isPresent() else { return [] }
            var vectors: [JSONValue] = []
            try await withDatabaseAccess { database in
                let subject = try server.with(
                    settings: ["DATABASE_URL": database.url, "TOOLSETS": "documents,transfer"]
                )
                try await PythonDriver(environment, script: "Tests/OtherStores/\(store).py")
                    .run([try subject.path], environment: subject.environment, atLeast: count)
                vectors = try await database.rows(
                    "SELECT (embedding::real[])[1] AS first FROM public.documents WHERE key IN ('n7', '7')"
                )
            }
            return vectors
        }

        @Test("a real Chroma: ids, texts, metadata and vectors are kept")
        func chroma() async throws {
            let vectors = try await drive("chroma", atLeast: 16)
            #expect(vectors.isEmpty || vectors == [["first": 7]])
        }

        @Test("Qdrant, as its client's local mode answers: ids, texts, metadata and vectors are kept")
        func qdrant() async throws {
            let vectors = try await drive("qdrant", atLeast: 11)
            // Qdrant makes vectors of length 1 for cosine distance.
            let length = (7 * 7 + 383 * 0.25 as Double).squareRoot()
            #expect(vectors.allSatisfy { abs(($0["first"]?.double ?? 0) - 7 / length) < 1e-6 })
        }
    }
}
