import Documents
import Embedding
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Indexes over vectors, as they are found in a database")
struct VectorIndexTests {
    /// What the migrations make; and what others have made instead, and how a search then reaches the rows.
    static let indexes: [(statements: String, path: SearchPath)] = [
        (DocumentBench.hnsw, .indexes([VectorIndex(name: "idx_documents_embedding", method: "hnsw")])),
        (
            "CREATE INDEX their_own ON documents USING hnsw (embedding vector_cosine_ops)",
            .indexes([VectorIndex(name: "their_own", method: "hnsw")])
        ),
        (
            "CREATE INDEX lists ON documents USING ivfflat (embedding vector_cosine_ops) WITH (lists = 50)",
            .indexes([VectorIndex(name: "lists", method: "ivfflat")])
        ),
        (
            """
            CREATE INDEX lists ON documents USING ivfflat (embedding vector_cosine_ops) WITH (lists = 50);
            CREATE INDEX graph ON documents USING hnsw (embedding vector_cosine_ops)
            """,
            .indexes([VectorIndex(name: "graph", method: "hnsw")])
        ),
        ("CREATE INDEX other_distance ON documents USING hnsw (embedding vector_l2_ops)", .exact),
        ("CREATE INDEX part ON documents USING hnsw (embedding vector_cosine_ops) WHERE id < 10", .exact),
        (
            "CREATE INDEX halves ON documents USING hnsw ((embedding::halfvec(384)) halfvec_cosine_ops)",
            .indexes([VectorIndex(name: "halves", method: "hnsw", precision: .half)])
        ),
        (
            "CREATE INDEX bits ON documents USING hnsw ((binary_quantize(embedding)::bit(384)) bit_hamming_ops)",
            .indexes([VectorIndex(name: "bits", method: "hnsw", precision: .binary)])
        ),
        (
            """
            CREATE INDEX bits ON documents USING hnsw ((binary_quantize(embedding)::bit(384)) bit_hamming_ops);
            CREATE INDEX graph ON documents USING hnsw (embedding vector_cosine_ops)
            """,
            .indexes([VectorIndex(name: "graph", method: "hnsw")])
        ),
        (
            """
            CREATE INDEX invalid ON documents USING hnsw (embedding vector_cosine_ops);
            UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'invalid'::regclass
            """, .exact
        ),
        ("SELECT", .exact),
    ]

    @Test("the answer names the index that was used, and has all rows that were asked for", arguments: indexes)
    func named(_ statements: String, _ path: SearchPath) async throws {
        try await DocumentBench.run { bench in
            try await bench.fill(indexes: statements)
            let result = try await bench.search("anything", limit: 20)
            #expect(result.path == path)
            #expect(result.hits.count == 20)
            #expect(!result.exhausted)
        }
    }

    /// As in pgvector before 0.8, a scan of ivfflat does not go on to further lists.
    private static let onlyOnce = """
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ivfflat.max_probes = 1', current_database()); END $$
        """

    @Test("rows are found behind an ivfflat index that was built on an empty table", arguments: [true, false])
    func builtEmpty(_ iterates: Bool) async throws {
        try await DocumentBench.run(prepare: iterates ? [] : [Self.onlyOnce]) { bench in
            try await bench.pool.withConnection { connection in
                try await connection.script(
                    """
                    DROP INDEX idx_documents_embedding;
                    CREATE INDEX documents_embedding_idx ON documents USING ivfflat (embedding vector_cosine_ops)
                        WITH (lists = 1000);
                    """
                )
            }
            // All of them are near each other, so that they fill few of the lists, and the question is not near them.
            let opposite = Vector(try await bench.embedder.embed("anything").map { -$0 })
            try await bench.pool.execute(
                """
                INSERT INTO documents (content, embedding, embedding_model, embedded_length)
                SELECT 'row', \(opposite) + (SELECT array_agg(random() * 0.001)::real[]::vector
                    FROM generate_series(1, 384) WHERE n > 0), 'all-MiniLM-L6-v2', 3
                FROM generate_series(1, 4000) AS n
                """
            )
            let result = try await bench.search("anything", limit: 50)
            #expect(result.hits.count == 50)
            #expect(!result.exhausted)
        }
    }

    @Test("passages are found behind such an index, too")
    func passagesBuiltEmpty() async throws {
        try await DocumentBench.run(prepare: [Self.onlyOnce]) { bench in
            try await bench.pool.withConnection { connection in
                try await connection.script(
                    """
                    DROP INDEX idx_document_passages_embedding;
                    CREATE INDEX lists ON document_passages USING ivfflat (embedding vector_cosine_ops)
                        WITH (lists = 1000);
                    """
                )
            }
            // The first passages are as far from the question as can be, and the later ones a little less.
            let question = try await bench.embedder.embed("anything")
            let other = try await bench.embedder.embed("A whale sings.")
            let opposite = Vector(question.map { -$0 })
            let later = Vector(zip(other, question).map { $0 - $1 })
            try await bench.pool.execute(
                """
                INSERT INTO documents (content, embedding, embedding_model, embedded_length)
                SELECT 'two parts', \(opposite), 'all-MiniLM-L6-v2', 3 FROM generate_series(1, 20)
                """
            )
            try await bench.pool.execute(
                """
                INSERT INTO document_passages (document_id, ordinal, char_start, char_end, embedding)
                SELECT id, n, 4, 9, \(later) FROM documents, generate_series(1, 200) AS n
                """
            )
            let result = try await bench.search("anything")
            #expect(result.hits.count == 10)
            #expect(result.hits.allSatisfy { $0.content == "parts" })
        }
    }

    @Test("where an index has left out what scores less, nobody can say that there is no more")
    func unproven() async throws {
        try await DocumentBench.run { bench in
            try await bench.fill()
            let result = try await bench.search("anything", minScore: 0.99)
            #expect(result.hits.isEmpty)
            #expect(result.path != .exact)
            #expect(!result.exhausted)
        }
    }

    @Test("while rows wait for their vectors, nobody can say that there is no more")
    func waiting() async throws {
        try await DocumentBench.run { bench in
            let id = try await bench.add("A whale sings.").id
            try await bench.pool.execute(
                "INSERT INTO documents (content) SELECT repeat('wait', 500) || n FROM generate_series(1, 4000) AS n"
            )
            let result = try await bench.search("whales")
            #expect(result.hits.map(\.id) == [Int64(id)])
            #expect(!result.exhausted)
        }
    }
}
