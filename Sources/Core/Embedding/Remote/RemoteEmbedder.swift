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
    private let batchSize: BatchSize
    private let limiter: ConcurrencyLimiter
    private let logger: Logger

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
        return try RemoteEmbedder(endpoint, known, configuration, logger)
    }

    private init(
        _ endpoint: EmbeddingsEndpoint,
        _ model: EmbeddingModel,
        _ configuration: RemoteEmbeddingConfiguration,
        _ logger: Logger
    ) throws {
        self.endpoint = endpoint
        self.model = model
        splitter = ByteSplitter(limit: configuration.passageBytes)
        batchSize = BatchSize(configuration.batchSize)
        self.logger = logger
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
        try await withThrowingTaskGroup(of: (Int, [[Float]]).self) { group in
            var vectors: [[Float]] = Array(repeating: [], count: passages.count)
            var done = 0
            func take(_ answer: (start: Int, vectors: [[Float]])) {
                vectors.replaceSubrange(answer.start..<answer.start + answer.vectors.count, with: answer.vectors)
                done += answer.vectors.count
                progress?(done, passages.count)
            }
            var start = 0
            var underWay = 0
            while start < passages.count {
                // No more tasks than can run at once; the limiter counts those of all calls.
                if underWay >= limiter.running, let answer = try await group.next() {
                    underWay -= 1
                    take(answer)
                }
                let first = start
                let texts = passages[first...].prefix(batchSize.current).map(\.text)
                group.addTask { (first, try await self.vectors(of: texts)) }
                underWay += 1
                start += texts.count
            }
            for try await answer in group { take(answer) }
            return vectors
        }
    }

    /// The vectors of one batch; one that the server refuses for its size is sent again in halves.
    private func vectors(of texts: [String]) async throws -> [[Float]] {
        do {
            return try await limiter.withPermit { [endpoint, model] in
                try await endpoint.vectors(texts, dimensions: model.dimensions)
            }
        } catch let refused as BatchRefused {
            let half = (texts.count + 1) / 2
            let vectors = try await vectors(of: Array(texts[..<half])) + vectors(of: Array(texts[half...]))
            if batchSize.lower(to: half) {
                logger.notice(
                    "the embedding server takes fewer texts at once, which is remembered",
                    metadata: ["texts": "\(half)", "reason": "\(refused.failure)"]
                )
            }
            return vectors
        }
    }
}
