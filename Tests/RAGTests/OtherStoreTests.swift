import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Import from other vector stores")
    struct OtherStoreTests {
        @Test("a real Chroma: its texts become sources, which are cut, found and answered from")
        func chroma() async throws {
            let environment = PythonEnvironment("chromadb")
            guard try environment.isPresent() else { return }
            try await withDatabaseAccess { database in
                let subject = try server.with(settings: ["DATABASE_URL": database.url])
                try await PythonDriver(environment, script: "Tests/OtherStores/chroma_sources.py")
                    .run([try subject.path], environment: subject.environment, atLeast: 9)
            }
        }
    }
}
