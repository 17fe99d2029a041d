import TestSupport
import Testing

extension RAGSpecification {
    @Suite("What earlier servers have stored")
    struct AdoptionTests {
        private static let documented = """
            CREATE EXTENSION IF NOT EXISTS vector;
            CREATE TABLE documents (
              id SERIAL PRIMARY KEY, title TEXT, content TEXT, embedding vector(384), metadata JSONB,
              created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
            );
            CREATE TABLE rag_sessions (
              id SERIAL PRIMARY KEY, session_id VARCHAR(255) UNIQUE NOT NULL, context TEXT,
              created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
            );
            CREATE TABLE rag_queries (
              id SERIAL PRIMARY KEY, session_id INTEGER REFERENCES rag_sessions(id), query_text TEXT NOT NULL,
              context_used TEXT, response TEXT, metadata JSONB, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
            );
            CREATE INDEX idx_rag_sessions_session_id ON rag_sessions (session_id);
            CREATE INDEX idx_rag_queries_session_id ON rag_queries (session_id);
            CREATE INDEX idx_rag_queries_created_at ON rag_queries (created_at);
            """

        @Test("documents, sessions and questions are adopted in place and found; none is lost")
        func adopted() async throws {
            try await withDatabaseAccess { database in
                try await database.script(
                    Self.documented + """
                        INSERT INTO documents (id, title, content) VALUES
                            (4, 'Gulls', 'The herring gull nests on roofs in Trondheim.'), (9, NULL, NULL), (11, '', '');
                        INSERT INTO rag_sessions (id, session_id, context) VALUES (3, 'old', 'about gulls');
                        INSERT INTO rag_queries (id, session_id, query_text, context_used, response, metadata) VALUES
                            (5, 3, 'Where do gulls nest?', 'The herring gull…', 'On roofs.', '{"model": "x"}'),
                            (8, NULL, 'Nobody answered.', NULL, NULL, NULL);
                        """
                )
                let subject = try whole.with(settings: ["DATABASE_URL": database.url])
                let migration = try await subject.command("migrate", "up")
                #expect(migration.succeeded, "\(migration)")
                try await subject.overStdio { client in
                    try await eventually("the document is cut") {
                        try await client.passages("Where does the gull nest?", in: [4]).count == 1
                    }
                    let listed = try await client.value("get_session", ["session_id": "old"])
                    #expect(listed["queries"]?.array?.map { $0["answer"] } == ["On roofs."])
                    let alone = try await client.value("get_query", ["id": 8])
                    #expect(alone["query"]?["query"] == "Nobody answered.")
                    let asked: JSONValue = ["query": "Where do gulls nest?", "session_id": "old"]
                    let answer = try await client.value("rag_query", asked)
                    #expect(answer["query_id"] == 9)
                    #expect(try await client.source("A new one, after those that were there.") == 12)
                }
            }
        }
    }
}
