import Async
import Dispatch
package import Logging

/// Embeds in this process, with OpenVINO.
package final class LocalEmbedder: Embedder {
    /// The model behind this embedder.
    package let model: EmbeddingModel
    let tokenizer: WordPieceTokenizer
    private let splitter: PassageSplitter
    private let engine: EmbeddingEngine
    /// Where long texts are tokenized: a document of megabytes takes a while.
    private let tokenizing = DispatchQueue(label: "paddle.tokenizing")

    private static let longText = 1 << 16

    /// Loads a model, on a thread of its own.
    package static func load(_ configuration: EmbeddingConfiguration, logger: Logger) async throws -> LocalEmbedder {
        let started = ContinuousClock.now
        let thread = DispatchQueue(label: "paddle.embedding", qos: .userInitiated)
        let folder = try await thread.run {
            try ModelFolder(configuration.model, modelsDirectory: configuration.modelsDirectory)
        }
        // The tokenizer is read while the model is compiled.
        async let tokenizer = DispatchQueue(label: "paddle.tokenizer").run {
            try WordPieceTokenizer(folder: folder.path)
        }
        let engine = try await thread.run {
            let session = try EncoderSession(folder, configuration: configuration)
            return EmbeddingEngine(session, thread: thread, cacheBytes: configuration.rememberedBytes)
        }
        let embedder = LocalEmbedder(try await tokenizer, engine)
        if let vocabulary = engine.vocabulary, embedder.tokenizer.vocabularySize > vocabulary {
            throw EmbeddingError(
                "\(folder.path): the tokenizer has \(embedder.tokenizer.vocabularySize) tokens, the model "
                    + "\(vocabulary). They do not belong together."
            )
        }
        logger.info(
            "embedding model loaded",
            metadata: [
                "model": "\(engine.model.id)", "dimensions": "\(engine.model.dimensions)",
                "precision": "\(engine.precision)", "cached": "\(engine.fromCache)",
                "duration": "\(ContinuousClock.now - started)",
            ]
        )
        return embedder
    }

    private init(_ tokenizer: WordPieceTokenizer, _ engine: EmbeddingEngine) {
        model = engine.model
        self.tokenizer = tokenizer
        self.engine = engine
        splitter = PassageSplitter(tokenizer: tokenizer, window: engine.model.window)
    }

    /// What the engine has done so far.
    package var statistics: EmbeddingStatistics { engine.statistics }

    /// The precision that the compiled model uses, such as `f32`.
    package var precision: String { engine.precision }

    /// The passages of a text; see ``Embedder``.
    package func passages(of text: String) async throws -> [Passage] {
        try await passages([text])[0]
    }

    /// One unit vector for each text; see ``Embedder``.
    package func embed(_ texts: [String], progress: Progress?) async throws -> [[Float]] {
        try await means(of: passages(texts), progress: progress)
    }

    /// One unit vector for each passage; see ``Embedder``.
    package func embed(passages: [Passage], progress: Progress?) async throws -> [[Float]] {
        try await engine.vectors(passages.map(row), progress: progress)
    }

    /// The row of a passage. One made by another embedder is refused, or tokenized where it has no tokens.
    private func row(_ passage: Passage) throws -> [Int32] {
        let tokens =
            passage.tokens.isEmpty && !passage.text.isEmpty
            ? tokenizer.encodeBreakingLongWords(passage.text).ids : passage.tokens
        let known = 0..<Int32(tokenizer.vocabularySize)
        guard tokens.count + 2 <= model.window, tokens.allSatisfy(known.contains) else {
            throw EmbeddingError(
                "A passage of \(tokens.count) tokens does not belong to \(model.id), which takes \(model.window - 2) of "
                    + "its own \(known.count). Make passages with the embedder that embeds them."
            )
        }
        var row: [Int32] = []
        row.reserveCapacity(tokens.count + 2)
        row.append(tokenizer.cls)
        row += tokens
        row.append(tokenizer.sep)
        return row
    }

    /// The passages of each text; short texts are split in this task, long ones elsewhere.
    private func passages(_ texts: [String]) async throws -> [[Passage]] {
        let splitter = splitter
        if texts.reduce(0, { $0 + $1.utf8.count }) < Self.longText { return texts.map(splitter.passages(of:)) }
        var passages: [[Passage]] = []
        passages.reserveCapacity(texts.count)
        var index = 0
        while index < texts.count {
            try Task.checkCancellation()
            // Only as many texts at a time as lets a cancelled call end soon.
            var bytes = 0
            let start = index
            while index < texts.count, bytes < Self.longText {
                bytes += texts[index].utf8.count
                index += 1
            }
            let part = texts[start..<index]
            passages += try await tokenizing.run { part.map(splitter.passages(of:)) }
        }
        return passages
    }
}
