import Foundation
import Synchronization
import Testing

@testable import Embedding

/// Against a real server, which misbehaves in the way that the model's name says.
@Suite struct RemoteEmbedderTests {
    private let server: EmbeddingsServer
    private let texts = ["boat", "lake", "", "storm over the lake"]

    init() throws {
        server = try EmbeddingsServer()
    }

    private func remote(_ change: (inout RemoteEmbeddingConfiguration) -> Void = { _ in })
        -> RemoteEmbeddingConfiguration
    {
        var remote = RemoteEmbeddingConfiguration(baseURL: server.baseURL, apiKey: "secret-key-123", dimensions: 8)
        change(&remote)
        return remote
    }

    private func embedder(
        _ model: String,
        _ change: (inout RemoteEmbeddingConfiguration) -> Void = { _ in }
    ) async throws -> any Embedder {
        var configuration = TestModel.configuration(model)
        configuration.remote = remote(change)
        return try await loadEmbedder(configuration, logger: TestModel.logger)
    }

    private func refusal(
        _ model: String,
        _ change: (inout RemoteEmbeddingConfiguration) -> Void = { _ in }
    ) async throws -> String {
        let embedder = try await embedder(model, change)
        let error = await #expect(throws: EmbeddingError.self) { try await embedder.embed(texts) }
        #expect(error?.message.contains("secret") == false)
        return error?.message ?? ""
    }

    /// What the server computes, of length 1.
    private func expected(_ text: String) -> [Float] {
        var vector = Array(repeating: Float(0.5), count: 8)
        for byte in (text.isEmpty ? " " : text).utf8 { vector[Int(byte) % 8] += 1 }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    private func expectRight(_ vectors: [[Float]], _ texts: [String]) {
        #expect(vectors.count == texts.count)
        for (vector, text) in zip(vectors, texts) { #expect(cosine(vector, expected(text)) > 0.999999) }
    }

    @Test(
        "vectors come in order and of length 1, whatever order and form they are sent in",
        arguments: ["plain", "shuffled", "base64"]
    )
    func order(model: String) async throws {
        let embedder = try await embedder(model)
        let vectors = try await embedder.embed(texts)
        expectRight(vectors, texts)
        for vector in vectors { #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5) }
        let request = try #require(try server.requests().first)
        #expect(request.path == "/v1/embeddings")
        #expect(request.key == "Bearer secret-key-123")
        #expect(request.format == "float")
    }

    @Test("dimensions that are not configured are detected, and an alias has the id of its model")
    func dimensions() async throws {
        let embedder = try await embedder("Xenova/all-MiniLM-L6-v2") { $0.dimensions = nil }
        #expect(embedder.model.dimensions == 8)
        #expect(embedder.model.id == "all-MiniLM-L6-v2")
    }

    @Test("many texts go in batches, no more of them at once than allowed, over all calls")
    func batches() async throws {
        let embedder = try await embedder("busy") {
            $0.batchSize = 8
            $0.concurrency = 3
        }
        let texts = (0..<100).map { "text \($0)" }
        let done = Mutex<[Int]>([])
        async let other = embedder.embed(texts)
        let vectors = try await embedder.embed(texts) { count, _ in done.withLock { $0.append(count) } }
        expectRight(vectors, texts)
        expectRight(try await other, texts)
        #expect(done.withLock { $0 }.last == 100)
        let requests = try server.requests()
        #expect(requests.map(\.count).max() == 8)
        #expect(requests.count == 26)
        #expect((2...3).contains(requests.map(\.underWay).max() ?? 0))
    }

    @Test(
        "a batch that is too large for the server is sent again in halves, and the size that it takes is remembered",
        arguments: [413, 422, 400]
    )
    func smallerBatches(status: Int) async throws {
        let embedder = try await embedder("at-most-8-\(status)") { $0.concurrency = 1 }
        let texts = (0..<100).map { "text \($0)" }
        let done = Mutex<[Int]>([])
        expectRight(try await embedder.embed(texts) { count, _ in done.withLock { $0.append(count) } }, texts)
        #expect(done.withLock { $0 }.last == 100)
        let before = try server.requests().count
        expectRight(try await embedder.embed(texts), texts)
        let counts = try server.requests().dropFirst(before).map(\.count)
        #expect(counts == Array(repeating: 8, count: 12) + [4])
    }

    @Test(
        "a server that says in other words how many texts it takes is understood, and not asked again before it gets fewer",
        arguments: [400, 500]
    )
    func otherWords(status: Int) async throws {
        let embedder = try await embedder("allowed-4-\(status)") { $0.concurrency = 1 }
        let texts = (0..<64).map { "text \($0)" }
        expectRight(try await embedder.embed(texts), texts)
        #expect(try server.requests().prefix(5).map(\.count) == [64, 32, 16, 8, 4])
        let before = try server.requests().count
        expectRight(try await embedder.embed(texts), texts)
        #expect(try server.requests().dropFirst(before).allSatisfy { $0.count == 4 })
    }

    @Test("a server's own failure, which says nothing of the number of texts, is no reason to send fewer")
    func otherFailures() async throws {
        let embedder = try await embedder("broken-once")
        expectRight(try await embedder.embed(texts), texts)
        #expect(try server.requests().map(\.count) == [4, 4])
    }

    @Test("an address that names the embeddings themselves is asked as it is")
    func wholeAddress() async throws {
        let embedder = try await embedder("plain") { $0.baseURL += "/embeddings" }
        expectRight(try await embedder.embed(texts), texts)
        #expect(try server.requests().map(\.path) == ["/v1/embeddings"])
    }

    @Test("a server that takes one text at a time is served, and odd sizes lose nothing", arguments: [1, 3, 7, 63])
    func oddBatches(most: Int) async throws {
        let texts = (0..<65).map { "text \($0)" }
        expectRight(try await embedder("at-most-\(most)-413").embed(texts), texts)
    }

    @Test("a text that is refused alone is named, and the others go in batches as before")
    func refusedText() async throws {
        let embedder = try await embedder("no-storm") { $0.concurrency = 1 }
        let good = (0..<20).map { "text \($0)" }
        let error = await #expect(throws: EmbeddingError.self) { try await embedder.embed(good + texts) }
        #expect(error?.message.contains("422") == true)
        #expect(error?.message.contains("\"storm over the lake\"") == true)
        let before = try server.requests().count
        expectRight(try await embedder.embed(good), good)
        #expect(try server.requests().dropFirst(before).map(\.count) == [20])
    }

    @Test("what may pass is tried again", arguments: ["busy-twice", "broken-once", "cut-once"])
    func retries(model: String) async throws {
        expectRight(try await embedder(model).embed(texts), texts)
        #expect(try server.requests().count > 1)
    }

    @Test("a server that stays broken is given up after the tries allowed, in its own words")
    func givesUp() async throws {
        let message = try await refusal("broken") { $0.attempts = 2 }
        #expect(message.contains("503") && message.contains("out of memory") && message.contains("2 times"))
        #expect(try server.requests().count == 2)
    }

    @Test(
        "what will not pass is refused at once and says why",
        arguments: [
            ("busy-for-hours", "429"), ("wrong-key", "401"), ("redirect", "EMBEDDING_BASE_URL"),
            ("garbage", "OpenAI-compatible"), ("huge", "more than"), ("wrong-dimensions", "7 dimensions where 8"),
            ("missing", "3 vectors for 4"), ("twice", "index 0"), ("zero", "zero or not finite"),
            ("huge-number", "zero or not finite"), ("unknown-model", "no such model"),
        ]
    )
    func refusals(model: String, reason: String) async throws {
        #expect(try await refusal(model).contains(reason))
        #expect(try server.requests().count == 1)
    }

    @Test(
        "a server that does not answer, or not to the end, is given up after the time allowed",
        arguments: ["slow", "stalled"]
    )
    func timeout(model: String) async throws {
        let message = try await refusal(model) {
            $0.timeoutSeconds = 0.2
            $0.attempts = 1
        }
        #expect(message.contains("did not answer within 0.2 seconds"))
    }

    @Test("a query is given up after the time allowed for all its tries", arguments: ["slow", "broken"])
    func query(model: String) async throws {
        let embedder = try await embedder(model) {
            $0.queryTimeoutSeconds = 0.2
            $0.attempts = 100
        }
        await #expect(throws: EmbeddingError.self) { try await embedder.embed("lake") }
    }

    @Test("a cancelled call does not wait for a slow server")
    func cancellation() async throws {
        let embedder = try await embedder("slow")
        let task = Task { try await embedder.embed(texts) }
        while (try? server.requests().isEmpty) != false { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("the error where nobody listens names the address, without the key in its query")
    func refused() async throws {
        let message = try await refusal("plain") {
            $0.baseURL = "http://127.0.0.1:1/v1?key=secret"
            $0.attempts = 1
        }
        #expect(message.contains("http://127.0.0.1:1/v1"))
        #expect(!message.contains("secret"))
        #expect(!"\(remote { $0.baseURL = "https://user:secret@host/v1?key=secret" })".contains("secret"))
    }

    @Test("an address that is none is refused", arguments: ["", "localhost:11434", "ftp://host/v1", "http://"])
    func badAddress(address: String) async throws {
        await #expect(throws: EmbeddingError.self) { _ = try await embedder("plain") { $0.baseURL = address } }
    }

    @Test("a long text is cut into passages that hold all of it, and its vector is their mean")
    func longText() async throws {
        let embedder = try await embedder("plain") { $0.passageBytes = 64 }
        let words = (0..<60).map { "word\($0)" }
        for text in [
            words.joined(separator: " "), words.joined(separator: ". \n\n"), String(repeating: "x", count: 500),
            String(repeating: "東京🚣", count: 100), "e" + String(repeating: "\u{301}", count: 200),
        ] {
            let passages = try await embedder.passages(of: text)
            #expect(passages.count > 1)
            #expect(passages.map(\.text).joined() == text)
            #expect(passages.allSatisfy { $0.text.utf8.count <= 64 && !$0.text.isEmpty })
            #expect(passages.map(\.utf8Range.count) == passages.map(\.text.utf8.count))
            let vectors = try await embedder.embed(passages: passages)
            let mean = (0..<8).map { element in vectors.reduce(0) { $0 + $1[element] } }
            #expect(cosine(try await embedder.embed(text), mean) > 0.99999)
        }
    }
}
