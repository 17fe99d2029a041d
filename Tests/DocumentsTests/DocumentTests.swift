import Async
import Documents
import Embedding
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Documents and their vectors")
struct DocumentTests {
    private func vector(of id: Int32, in bench: DocumentBench) async throws -> Vector? {
        try await bench.pool.query("SELECT embedding FROM documents WHERE id = \(id)")[0].decode(Vector?.self)
    }

    @Test("the stored vector is the model's vector of the text, of unit length")
    func vectorIsStored() async throws {
        try await DocumentBench.run { bench in
            let document = try await bench.add("Green tea is steeped at eighty degrees.")
            let stored = try #require(try await vector(of: document.id, in: bench)).elements
            #expect(try await stored == bench.embedder.embed("Green tea is steeped at eighty degrees."))
            #expect(abs(stored.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
    }

    @Test("new metadata or a new title leaves the vectors as they are; new content replaces them")
    func updating() async throws {
        try await DocumentBench.run { bench in
            let id = try await bench.add("one", title: "One", metadata: #"{"a":1}"#).id
            let before = try await vector(of: id, in: bench)
            let renamed = try #require(
                try await bench.update(id, DocumentChange(title: "", metadata: JSONText(#"{"b":2}"#)))
            )
            #expect(renamed.title == nil)
            #expect(renamed.metadata?.text == #"{"b": 2}"#)
            #expect(try await bench.store.document(.id(id))?.content == "one")
            #expect(try await vector(of: id, in: bench) == before)

            let rewritten = try #require(
                try await bench.update(id, DocumentChange(content: "two"))
            )
            #expect(rewritten.metadata?.text == #"{"b": 2}"#)
            #expect(try await vector(of: id, in: bench)?.elements == bench.embedder.embed("two"))
            #expect(try #require(rewritten.updatedAt) > #require(rewritten.createdAt))
        }
    }

    @Test("every part of a long text is found, with the passage that contains it and its range")
    func longText() async throws {
        try await DocumentBench.run { bench in
            let filler = String(repeating: "The committee met on Tuesday and approved the minutes — again. ", count: 80)
            let fact = "Octopuses have three hearts and blue blood."
            let text = filler + fact + " " + filler
            let document = try await bench.add(text)
            #expect(document.passages > 2)
            let hit = try #require(try await bench.search("How many hearts does an octopus have?").hits.first)
            #expect(hit.content?.contains(fact) == true)
            let range = try #require(hit.passage)
            let characters = Array(text.unicodeScalars)
            let slice = characters[Int(range.lowerBound)..<Int(range.upperBound)]
            #expect(String(String.UnicodeScalarView(slice)) == hit.content)

            // Shorter content leaves no passage of the longer behind.
            _ = try await bench.update(document.id, DocumentChange(content: "short"))
            let left = try await bench.pool.query("SELECT count(*) FROM document_passages")
            #expect(try left[0].decode(Int.self) == 0)
            #expect(try await bench.store.document(.id(document.id))?.passages == 1)
        }
    }

    @Test("deleting takes the passages along, and tells when there was nothing")
    func deleting() async throws {
        try await DocumentBench.run { bench in
            let id = try await bench.add(String(repeating: "A long text about nothing much. ", count: 100)).id
            #expect(try await bench.delete(id))
            #expect(try await !bench.delete(id))
            #expect(try await bench.store.document(.id(id)) == nil)
            #expect(try await bench.update(id, DocumentChange(content: "x")) == nil)
            #expect(try await bench.pool.query("SELECT FROM document_passages").isEmpty)
        }
    }

    @Test("a very long text is stored at once and gets its vectors afterwards")
    func veryLongText() async throws {
        try await DocumentBench.run { bench in
            let text =
                (0..<20_000).map { "Line \($0) of the ledger." }.joined(separator: "\n")
                + "\nBees dance to show the way."
            let document = try await bench.add(text)
            #expect(document.passages == 0)
            #expect(try await bench.store.texts.hasBacklog())
        }
    }

    @Test("text without anything to read is refused", arguments: ["", " \n\t ", "\u{1}\u{7F}\u{200B}"])
    func nothingToRead(_ content: String) async throws {
        try await DocumentBench.run { bench async throws in
            await #expect(throws: RetrievalError.self) { try await bench.add(content) }
            #expect(try await bench.pool.query("SELECT FROM documents").isEmpty)
        }
    }

    @Test("a query of which the model knows no word is refused: it would find whatever else the model does not know")
    func unknownWords() async throws {
        try await DocumentBench.run { bench async throws in
            _ = try await bench.add("\u{13000}\u{13001} \u{13002}")
            let error = await #expect(throws: RetrievalError.self) { try await bench.search("ភ្នំពេញ") }
            #expect(error?.description.contains("knows no word of the query") == true)
            #expect(try await !bench.search("ភ្នំពេញ is a city").hits.isEmpty)
        }
    }

    @Test("documents of another model are refused with its name, and embedded again on request")
    func otherModel() async throws {
        try await DocumentBench.run { bench in
            let id = try await bench.add("one").id
            _ = try await bench.pool.execute(
                """
                UPDATE documents SET embedding_model = 'another',
                    embedding = \(Vector(Array(repeating: 0.1, count: 384)))
                """
            )
            let error = await #expect(throws: RetrievalError.self) {
                try await DocumentCollection(store: bench.store, embedder: bench.embedder)
            }
            #expect(error?.description.contains("another") == true)
            _ = try await bench.pool.execute(
                "UPDATE documents SET embedding = NULL, embedding_model = NULL, embedded_length = NULL"
            )
            #expect(try await bench.collection.embedBacklog(logger: silentLogger) == .done)
            #expect(try await vector(of: id, in: bench)?.elements == bench.embedder.embed("one"))
            #expect(try await bench.store.document(.id(id))?.embeddingModel == "all-MiniLM-L6-v2")
        }
    }

    @Test("documents another program stored are embedded by several processes together, each once")
    func pending() async throws {
        try await DocumentBench.run { bench in
            _ = try await bench.pool.execute(
                "INSERT INTO documents (content) SELECT 'row ' || n FROM generate_series(1, 100) AS n"
            )
            try await withThrowingTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask { _ = try await bench.collection.embedBacklog(logger: silentLogger) }
                }
                try await group.waitForAll()
            }
            #expect(try await !bench.store.texts.hasBacklog())
            #expect(try await bench.search("row 7", limit: 100).hits.count == 100)
        }
    }

    @Test("a model whose dimensions are not the column's is refused, with both numbers")
    func dimensions() async throws {
        try await DocumentBench.run { bench in
            _ = try await bench.pool.execute("DROP INDEX idx_documents_embedding")
            _ = try await bench.pool.execute("ALTER TABLE documents ALTER COLUMN embedding TYPE vector(768)")
            let store = try await DocumentStore(.documents, pool: bench.pool)
            let error = await #expect(throws: RetrievalError.self) {
                try await DocumentCollection(store: store, embedder: bench.embedder)
            }
            #expect(error?.description.contains("384") == true)
            #expect(error?.description.contains("768") == true)
        }
    }
}
