import Async
package import Logging

/// Embeds on a server that speaks the OpenAI-compatible `POST {base}/embeddings`.
///
/// There is no local tokenizer for the server's model, so a text is split into passages by a budget of bytes.
package final class RemoteEmbedder: Embedder {
    /// The model behind this embedder; its window is the budget of a passage in bytes, since no token is shorter.
    package let model: EmbeddingModel
    private let endpoint: EmbeddingsEndpoint
    private let splitter: ByteSplitter
    private let batchSize: Int
    private let limiter: ConcurrencyLimiter

    /// Prepares to call a server; where the dimensions are not configured, one word is embedded to learn them.
    package static func connect(
        _ configuration: RemoteEmbeddingConfiguration,
        model: String,
        logger: Logger
    ) async throws -> RemoteEmbedder {
        let endpoint = try EmbeddingsEndpoint(configuration, model: model, logger: logger)
        let dimensions: Int
        if let configured = configuration.dimensions {
            dimensions = configured
        } else {
            dimensions = try await endpoint.vectors(["dimensions"], dimensions: nil)[0].count
        }
        let known = EmbeddingModel(
            id: ModelFolder.knownID(model) ?? model,
            dimensions: dimensions,
            window: configuration.passageBytes
        )
        return try RemoteEmbedder(endpoint, known, configuration)
    }

    private init(
        _ endpoint: EmbeddingsEndpoint,
        _ model: EmbeddingModel,
        _ configuration: RemoteEmbeddingConfiguration
    ) throws {
        self.endpoint = endpoint
        self.model = model
        splitter = ByteSplitter(limit: configuration.passageBytes)
        batchSize = configuration.batchSize
        limiter = try ConcurrencyLimiter(running: configuration.concurrency)
    }

    /// The passages of a text; see ``Embedder``.
    package func passages(of text: String) async throws -> [Passage] {
        splitter.passages(of: text)
    }

    /// One unit vector for each text; see ``Embedder``.
    package func embed(_ texts: [String], progress: Progress?) async throws -> [[Float]] {
        try await means(of: texts.map(splitter.passages(of:)), progress: progress)
    }

    /// One unit vector for each passage; see ``Embedder``.
    package func embed(passages: [Passage], progress: Progress?) async throws -> [[Float]] {
        let batches = stride(from: 0, to: passages.count, by: batchSize).map { start in
            passages[start..<min(start + batchSize, passages.count)].map(\.text)
        }
        return try await withThrowingTaskGroup(of: (Int, [[Float]]).self) { group in
            var answers: [[[Float]]] = Array(repeating: [], count: batches.count)
            var done = 0
            for (index, batch) in batches.enumerated() {
                // No more tasks than can run at once; the limiter counts those of all calls.
                if index >= limiter.running, let (answered, vectors) = try await group.next() {
                    answers[answered] = vectors
                    done += vectors.count
                    progress?(done, passages.count)
                }
                group.addTask { [limiter, endpoint, model] in
                    let vectors = try await limiter.withPermit {
                        try await endpoint.vectors(batch, dimensions: model.dimensions)
                    }
                    return (index, vectors)
                }
            }
            for try await (answered, vectors) in group {
                answers[answered] = vectors
                done += vectors.count
                progress?(done, passages.count)
            }
            return Array(answers.joined())
        }
    }
}
