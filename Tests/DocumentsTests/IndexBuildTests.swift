import Documents
import Embedding
import Postgres
import TestSupport
import Testing

@testable import Retrieval

extension DocumentBench {
    func builder() -> VectorIndexBuilder {
        VectorIndexBuilder(store.texts, connecting: { [configuration] in configuration.asServed }, logger: silentLogger)
    }

    /// The names of the indexes over the vectors of the documents.
    func indexNames() async throws -> [String] {
        try await store.texts.vectorIndexes().filter { $0.table.name == "documents" }.map(\.index.name)
    }

    /// Gives `body` the time in which a building waits for a writer, just before its index becomes valid.
    func whileBuilding(_ plan: VectorIndexPlan, _ body: (Task<Void, any Error>, Int32) async throws -> Void)
        async throws
    {
        try await PostgresConnection.withConnection(configuration, logger: silentLogger) { writer in
            try await writer.script("BEGIN; LOCK TABLE documents IN ROW EXCLUSIVE MODE")
            let building = Task { try await builder().build(plan) }
            do {
                let pid = try await awaited("the index is being built") {
                    try await pool.query(
                        """
                        SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event IS NOT NULL
                            AND EXISTS (SELECT FROM pg_class WHERE relname = 'idx_documents_embedding_2')
                        """
                    ).first?.decode(Int32.self)
                }
                try await body(building, pid)
            } catch {
                try? await writer.script("ROLLBACK")
                building.cancel()
                _ = await building.result
                throw error
            }
            try await writer.script("ROLLBACK")
            _ = await building.result
        }
    }
}

@Suite("Building an index over vectors")
struct IndexBuildTests {
    static let plans: [(plan: VectorIndexPlan, path: String)] = [
        (VectorIndexPlan(parameters: VectorIndexParameters(m: 8, efConstruction: 32)), "hnsw"),
        (VectorIndexPlan(precision: .half), "hnsw, half"),
        (VectorIndexPlan(precision: .binary), "hnsw, binary"),
        (VectorIndexPlan(.ivfflat, parameters: VectorIndexParameters(lists: 20)), "ivfflat"),
        (VectorIndexPlan(.ivfflat, precision: .half), "ivfflat, half"),
        (VectorIndexPlan(.ivfflat, precision: .binary), "ivfflat, binary"),
    ]

    @Test("searches use it, and rank by the vectors themselves, whatever the index holds", arguments: plans)
    func used(_ plan: VectorIndexPlan, _ path: String) async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.fill(count: 2_600)
            try await bench.builder().build(plan)
            let states = try await bench.store.texts.vectorIndexes()
            #expect(Set(states.map(\.table.name)) == ["documents", "document_passages"])
            #expect(states.allSatisfy { $0.isValid && $0.serves && $0.bytes > 0 })
            #expect(
                states.allSatisfy { $0.index.precision == plan.precision && $0.index.method == plan.method.rawValue }
            )

            let result = try await bench.search("anything", limit: 20)
            #expect(result.path?.description == "index idx_documents_embedding_2 (\(path))")
            #expect(result.hits.count == 20)
            #expect(result.hits.map(\.score) == result.hits.map(\.score).sorted(by: >))
            let vector = Vector(try await bench.embedder.embed(query: "anything"))
            for hit in result.hits {
                let score = try await bench.pool.query(
                    "SELECT 1 - (embedding <=> \(vector)) FROM documents WHERE id = \(Int32(hit.id))"
                )[0].decode(Double.self)
                #expect(abs(score - hit.score) < 1e-6)
            }
        }
    }

    @Test("the parameters are those that were asked for, and a rebuilt index keeps them")
    func parameters() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.builder().build(
                VectorIndexPlan(parameters: VectorIndexParameters(m: 8, efConstruction: 40))
            )
            let state = try #require(try await bench.store.texts.vectorIndexes().first)
            #expect(state.parameters == VectorIndexParameters(m: 8, efConstruction: 40))
            #expect(VectorIndexPlan(of: state)?.parameters == state.parameters)
            try await bench.builder().build(VectorIndexPlan(.ivfflat, precision: .half))
            #expect(try await bench.indexNames() == ["idx_documents_embedding"])
        }
    }

    @Test("the index before serves until the new one is whole")
    func serves() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.fill()
            try await bench.whileBuilding(VectorIndexPlan(precision: .half)) { building, _ async throws in
                #expect(try await bench.search("anything").path?.description == "index idx_documents_embedding (hnsw)")
            }
            try await eventually("the new index is used") {
                try await bench.search("anything").path?.description == "index idx_documents_embedding_2 (hnsw, half)"
            }
            #expect(try await bench.search("anything", limit: 20).hits.count == 20)
        }
    }

    @Test("of two at once, one builds, and the other is told how far that is")
    func twoAtOnce() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.whileBuilding(VectorIndexPlan(precision: .half)) { building, _ async throws in
                let error = await #expect(throws: RetrievalError.self) {
                    try await bench.builder().build(VectorIndexPlan())
                }
                #expect(error?.kind == .busy)
                #expect(error?.description.contains("Another process") == true)
            }
            try await eventually("the first is done") {
                try await bench.indexNames() == ["idx_documents_embedding_2"]
            }
        }
    }

    @Test("a building that is cut off leaves an invalid index, which no search uses and the next building drops")
    func cutOff() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.fill()
            try await bench.whileBuilding(VectorIndexPlan(precision: .half)) { building, pid async throws in
                try await bench.pool.execute("SELECT pg_terminate_backend(\(pid))")
                await #expect(throws: PostgresError.self) { try await building.value }
            }
            let left = try await bench.store.texts.vectorIndexes().filter { !$0.isValid }
            #expect(left.map(\.index.name) == ["idx_documents_embedding_2"])
            #expect(left.allSatisfy { !$0.serves })
            #expect(try await bench.search("anything").path?.description == "index idx_documents_embedding (hnsw)")
            try await bench.builder().build(VectorIndexPlan(precision: .half))
            #expect(try await bench.indexNames() == ["idx_documents_embedding_2"])
            #expect(try await bench.store.texts.vectorIndexes().allSatisfy(\.isValid))
        }
    }

    @Test("a building that is cancelled leaves nothing behind")
    func cancelled() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.whileBuilding(VectorIndexPlan(precision: .half)) { building, pid async throws in
                building.cancel()
                try await eventually("the server has stopped building") {
                    try await bench.pool.query(
                        "SELECT FROM pg_stat_activity WHERE pid = \(pid) AND query LIKE 'CREATE%' AND state = 'active'"
                    ).isEmpty
                }
            }
            try await eventually("the index is dropped") {
                try await bench.indexNames() == ["idx_documents_embedding"]
            }
        }
    }

    @Test("without an index all vectors are compared")
    func dropped() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.fill()
            #expect(try await bench.search("anything").path != .exact)
            try await bench.builder().drop()
            #expect(try await bench.store.texts.vectorIndexes().isEmpty)
            #expect(try await bench.search("anything").path == .exact)
        }
    }

    @Test("what is being done is reported, and ends after both tables")
    func progress() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.fill(count: 500)
            let (reports, reporting) = AsyncStream.makeStream(of: (Double, String).self)
            try await bench.builder().build(VectorIndexPlan()) { reporting.yield(($0, $1)) }
            reporting.finish()
            var seen: [(Double, String)] = []
            for await report in reports { seen.append(report) }
            #expect(seen.allSatisfy { (0...1).contains($0.0) })
            #expect(seen.contains { $0.1.contains("idx_documents_embedding_2") })
            #expect(seen.contains { $0.0 >= 0.5 && $0.1.contains("idx_document_passages_embedding_2") })
        }
    }

    static let refused: [(plan: VectorIndexPlan, reason: String)] = [
        (VectorIndexPlan(parameters: VectorIndexParameters(lists: 10)), "lists is for ivfflat"),
        (VectorIndexPlan(.ivfflat, parameters: VectorIndexParameters(m: 10)), "m and ef_construction are for hnsw"),
        (
            VectorIndexPlan(parameters: VectorIndexParameters(m: 50, efConstruction: 64)),
            "ef_construction must be at least twice m: 100"
        ),
    ]

    @Test("what pgvector cannot build is refused with the reason, and nothing is changed", arguments: refused)
    func refuses(_ plan: VectorIndexPlan, _ reason: String) async throws {
        try await DocumentBench.run { bench async throws in
            let error = await #expect(throws: RetrievalError.self) { try await bench.builder().build(plan) }
            #expect(error?.description.contains(reason) == true)
            #expect(try await bench.indexNames() == ["idx_documents_embedding"])
        }
    }

    @Test("pgvector before 0.7 has no half vectors, and says so", arguments: [VectorPrecision.half, .binary])
    func old(_ precision: VectorPrecision) async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.pool.execute("UPDATE pg_extension SET extversion = '0.6.2' WHERE extname = 'vector'")
            let store = try await EmbeddedTableStore(.documents, pool: bench.pool)
            let builder = VectorIndexBuilder(
                store,
                connecting: { [bench] in bench.configuration.asServed },
                logger: silentLogger
            )
            let error = await #expect(throws: RetrievalError.self) {
                try await builder.build(VectorIndexPlan(precision: precision))
            }
            #expect(error?.description.contains("needs pgvector 0.7.0; the database has 0.6.2") == true)
        }
    }
}
