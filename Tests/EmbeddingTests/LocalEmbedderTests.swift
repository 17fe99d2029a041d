import Async
import Dispatch
import Synchronization
import Testing

@testable import Embedding

@Suite struct LocalEmbedderTests {
    private static let texts = [
        "how do I row a boat?", "storm", "", "a table has rows and columns, and an index finds them",
        "Straße, Äpfel, 東京, 🚣", String(repeating: "the river runs past the harbour to the lake. ", count: 12),
    ]

    @Test("a text has the same vector alone and in any batch")
    func batchInvariance() async throws {
        let embedder = try await TestModel.shared()
        let together = try await embedder.embed(Self.texts)
        let reversed = try await embedder.embed(Self.texts.reversed() + ["one more to pad with, of another length"])
        for (index, text) in Self.texts.enumerated() {
            let alone = try await embedder.embed(text)
            let other = reversed[Self.texts.count - 1 - index]
            for element in alone.indices {
                #expect(abs(alone[element] - together[index][element]) < 1e-4)
                #expect(abs(alone[element] - other[element]) < 1e-4)
            }
        }
    }

    @Test("a long text's vector is the normalised mean of its passages', and its end counts")
    func longText() async throws {
        let embedder = try await TestModel.shared()
        let start = String(repeating: "The committee discussed the budget of the coming year. ", count: 60)
        let text = start + "The stolen violin was found under a bridge in Vienna."
        let passages = try await embedder.passages(of: text)
        #expect(passages.count > 2)
        let vectors = try await embedder.embed(passages: passages)
        let mean = (0..<384).map { element in vectors.reduce(0) { $0 + $1[element] } }
        #expect(cosine(try await embedder.embed(text), mean) > 0.99999)
        #expect(cosine(try await embedder.embed(text), try await embedder.embed(start)) < 0.9999)
        // What stands at the end is found by the passage that holds it.
        let query = try await embedder.embed("Where was the violin found?")
        let best = vectors.indices.max { cosine(vectors[$0], query) < cosine(vectors[$1], query) }
        #expect(best == vectors.count - 1)
    }

    @Test("a model of their own answers queries, and either model is loaded when it is needed first")
    func ownModelForQueries() async throws {
        let configuration = TestModel.configuration(queryPrecision: .int8, rememberedBytes: 1 << 20)
        let searching = try await LocalEmbedder.load(configuration, logger: TestModel.logger)
        let query = try await searching.embed(query: "storm")
        #expect(searching.documents.startedValue == nil)
        // The same text, kept: its vector is another, and is not answered from what queries left.
        let text = try await searching.embed("storm")
        #expect(query != text && cosine(query, text) > 0.999)
        #expect(try await searching.embed(query: "storm") == query)
        #expect(try await searching.precisions == ("f32", "int8"))
        #expect(searching.statistics.rows == 2)

        let storing = try await LocalEmbedder.load(configuration, logger: TestModel.logger)
        #expect(try await storing.embed("storm") == text)
        #expect(storing.queries.startedValue == nil)
        #expect(storing.model == searching.model)
    }

    @Test("a long query's vector is the mean of its passages'")
    func longQuery() async throws {
        let embedder = try await TestModel.shared()
        let text = String(repeating: "The committee discussed the budget of the coming year. ", count: 60)
        #expect(cosine(try await embedder.embed(query: text), try await embedder.embed(text)) > 0.9999)
    }

    @Test("a model that is not in safetensors is refused in int8, and computed as all texts where that is left open")
    func notQuantizable() async throws {
        let model = Fixture.path("tiny-onnx")
        let error = await #expect(throws: EmbeddingError.self) {
            try await LocalEmbedder.load(TestModel.configuration(model, precision: .int8), logger: TestModel.logger)
        }
        #expect(error?.message.contains("EMBEDDING_QUERY_PRECISION") == true)
        let open = TestModel.configuration(model, queryPrecision: .automatic)
        let embedder = try await LocalEmbedder.load(open, logger: TestModel.logger)
        #expect(try await embedder.embed(query: "river") == embedder.embed("river"))
    }

    @Test("no texts have no vectors")
    func nothing() async throws {
        #expect(try await TestModel.shared().embed([]).isEmpty)
    }

    @Test("progress grows to the total, also where texts have several passages")
    func progress() async throws {
        let embedder = try await TestModel.shared()
        let long = String(repeating: "many words and more of them ", count: 200)
        let texts = (0..<40).map { "text number \($0)" } + [long, "the end"]
        let reports = Mutex<[(done: Int, total: Int)]>([])
        _ = try await embedder.embed(texts) { done, total in reports.withLock { $0.append((done, total)) } }
        let seen = reports.withLock { $0 }
        #expect(seen.count > 1)
        #expect(seen.allSatisfy { $0.total == texts.count })
        #expect(seen.map(\.done) == seen.map(\.done).sorted())
        #expect(seen.last?.done == texts.count)
    }

    @Test("calls that come while the model computes are gathered into few batches")
    func gathering() async throws {
        let embedder = try await LocalEmbedder.load(TestModel.configuration(), logger: TestModel.logger)
        async let blocking = embedder.embed((0..<64).map { "row \($0) of a batch that keeps the model busy for long" })
        let vectors = try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for index in 0..<100 { group.addTask { (index, try await embedder.embed("query \(index)")) } }
            return try await group.reduce(into: [Int: [Float]]()) { $0[$1.0] = $1.1 }
        }
        _ = try await blocking
        let statistics = embedder.statistics
        #expect(statistics.rows == 164)
        #expect(statistics.batches < 60)
        #expect(statistics.largestBatch > 1)
        for index in [0, 57, 99] {
            #expect(cosine(vectors[index] ?? [], try await embedder.embed("query \(index)")) > 0.9999)
        }
    }

    @Test("a query goes ahead of a large document")
    func fairness() async throws {
        let embedder = try await LocalEmbedder.load(TestModel.configuration(), logger: TestModel.logger)
        let documentDone = Mutex(0)
        let texts = (0..<600).map {
            "sentence \($0) of a long document about rivers, boats and the weather on the lake"
        }
        async let document = embedder.embed(texts) { done, _ in documentDone.withLock { $0 = done } }
        while documentDone.withLock({ $0 }) == 0 { await Task.yield() }
        _ = try await embedder.embed("what is the weather like?")
        #expect(documentDone.withLock { $0 } < texts.count)
        #expect(try await document.count == texts.count)
    }

    @Test("a cancelled call ends long before its work, and the others do not notice")
    func cancellation() async throws {
        let embedder = try await LocalEmbedder.load(TestModel.configuration(), logger: TestModel.logger)
        let started = Mutex(false)
        let texts = (0..<10_000).map { "sentence \($0) of a document that nobody wants any more" }
        let unwanted = Task {
            try await embedder.embed(texts) { _, _ in started.withLock { $0 = true } }
        }
        let wanted = Task { try await embedder.embed((0..<50).map { "sentence \($0) that is wanted" }) }
        while !started.withLock({ $0 }) { await Task.yield() }
        unwanted.cancel()
        await #expect(throws: CancellationError.self) { try await unwanted.value }
        #expect(try await wanted.value.count == 50)
        #expect(embedder.statistics.rows < 5_000)
        #expect(embedder.statistics.waiting == 0)
    }

    @Test("a call of a task cancelled before throws at once")
    func cancelledBefore() async throws {
        let embedder = try await TestModel.shared()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await embedder.embed("never")
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("equal texts are computed once, in a call and from memory")
    func reuse() async throws {
        let configuration = TestModel.configuration(rememberedBytes: 1 << 20)
        let embedder = try await LocalEmbedder.load(configuration, logger: TestModel.logger)
        let vectors = try await embedder.embed(["boat", "lake", "boat", "boat"])
        #expect(vectors[0] == vectors[2] && vectors[0] == vectors[3])
        #expect(embedder.statistics.rows == 2)
        #expect(embedder.statistics.reused == 2)
        #expect(try await embedder.embed("lake") == vectors[1])
        #expect(embedder.statistics.rows == 2)
        #expect(embedder.statistics.reused == 3)
    }

    @Test("too much waiting text is refused, and the rest goes on")
    func backpressure() async throws {
        let folder = try ModelFolder(TestModel.folder, modelsDirectory: TestModel.modelsDirectory)
        let session = try EncoderSession(folder, configuration: TestModel.configuration(), .f32)
        let engine = EmbeddingEngine(session, thread: DispatchQueue(label: "test"), cacheBytes: 0, tokenLimit: 4096)
        let rows = (0..<Int32(1024)).map { [101, 2000 + $0, 2003, 102] }
        let started = Mutex(false)
        async let large = engine.vectors(rows) { _, _ in started.withLock { $0 = true } }
        while !started.withLock({ $0 }) { await Task.yield() }
        await #expect(throws: EmbeddingError.self) { try await engine.vectors(rows, progress: nil) }
        #expect(try await large.count == rows.count)
        #expect(try await engine.vectors([[101, 102]], progress: nil).count == 1)
    }

    @Test("a passage of another model is refused", arguments: [[-1], [40_000], Array(repeating: 5, count: 300)])
    func foreignPassage(tokens: [Int32]) async throws {
        let embedder = try await TestModel.shared()
        await #expect(throws: EmbeddingError.self) {
            try await embedder.embed(passages: [Passage(text: "x", utf8Range: 0..<1, tokens: tokens)])
        }
    }

    @Test("a document of megabytes is embedded whole")
    func largeDocument() async throws {
        let embedder = try await TestModel.shared()
        let text = String(repeating: "a word, ", count: 200_000)
        let passages = try await embedder.passages(of: text)
        #expect(passages.first?.utf8Range.lowerBound == 0)
        #expect(passages.last?.utf8Range.upperBound == text.utf8.count)
        #expect(passages.allSatisfy { $0.tokens.count <= 254 })
    }
}
