import Async
import Dispatch
package import Logging

/// Embeds in this process, with OpenVINO.
///
/// Queries may have a model of their own, with other arithmetic than that of the texts that are kept. Then each of the
/// two is loaded when the first text needs it, and has its own thread and cache, so that their vectors never mix.
package final class LocalEmbedder: Embedder {
    /// The model behind this embedder.
    package let model: EmbeddingModel
    let wordPieces: WordPieceTokenizer
    private let splitter: PassageSplitter
    let documents: LazyValue<EmbeddingEngine>
    let queries: LazyValue<EmbeddingEngine>
    /// Where long texts are tokenized: a document of megabytes takes a while.
    private let tokenizing = DispatchQueue(label: "paddle.tokenizing")

    private static let longText = 1 << 16

    /// Reads a model's description, and loads the model where one serves all texts.
    package static func load(_ configuration: EmbeddingConfiguration, logger: Logger) async throws -> LocalEmbedder {
        let reading = DispatchQueue(label: "paddle.tokenizer")
        let folder = try await reading.run {
            try ModelFolder(configuration.model, modelsDirectory: configuration.modelsDirectory)
        }
        let arithmetic = try configuration.arithmetic(of: folder.weights, on: Processor())
        let tokenizer = Task { try await reading.run { try WordPieceTokenizer(folder: folder.path) } }
        let loader = EngineLoader(folder: folder, configuration: configuration, tokenizer: tokenizer, logger: logger)
        let bytes = configuration.rememberedBytes
        if arithmetic.queries == arithmetic.documents {
            let engine = LazyValue { try await loader.load(arithmetic.documents, cacheBytes: bytes) }
            let model = try await engine.value().model
            return LocalEmbedder(try await tokenizer.value, model, documents: engine, queries: engine)
        }
        let shape = try BertConfiguration.read(folder.path + "/config.json")
        return LocalEmbedder(
            try await tokenizer.value,
            EmbeddingModel(id: folder.id, dimensions: shape.hiddenSize, window: folder.window),
            documents: LazyValue { try await loader.load(arithmetic.documents, cacheBytes: bytes / 2) },
            queries: LazyValue { try await loader.load(arithmetic.queries, cacheBytes: bytes / 2) }
        )
    }

    private init(
        _ tokenizer: WordPieceTokenizer,
        _ model: EmbeddingModel,
        documents: LazyValue<EmbeddingEngine>,
        queries: LazyValue<EmbeddingEngine>
    ) {
        self.model = model
        wordPieces = tokenizer
        self.documents = documents
        self.queries = queries
        splitter = PassageSplitter(tokenizer: tokenizer, window: model.window)
    }

    /// What the models loaded so far have done.
    package var statistics: EmbeddingStatistics {
        let engines = documents === queries ? [documents] : [documents, queries]
        return engines.compactMap(\.startedValue).reduce(EmbeddingStatistics()) { $0 + $1.statistics }
    }

    /// The precision that the compiled model for texts uses, such as `f32`, and that of the model for queries.
    package var precisions: (documents: String, queries: String) {
        get async throws { (try await documents.value().precision, try await queries.value().precision) }
    }

    /// Loads the model for queries ahead of the first.
    package func prepareForQueries() async throws { _ = try await queries.value() }

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
        try await documents.value().vectors(passages.map(row), progress: progress)
    }

    /// The unit vector of a query; see ``Embedder``.
    package func embed(query: String) async throws -> [Float] {
        let rows = try await passages(of: query).map(row)
        return try await [Float].unitMean(queries.value().vectors(rows, progress: nil)[...])
    }

    /// The row of a passage. One made by another embedder is refused, or tokenized where it has no tokens.
    private func row(_ passage: Passage) throws -> [Int32] {
        let tokens =
            passage.tokens.isEmpty && !passage.text.isEmpty
            ? wordPieces.encodeBreakingLongWords(passage.text).ids : passage.tokens
        let known = 0..<Int32(wordPieces.vocabularySize)
        guard tokens.count + 2 <= model.window, tokens.allSatisfy(known.contains) else {
            throw EmbeddingError(
                "A passage of \(tokens.count) tokens does not belong to \(model.id), which takes \(model.window - 2) of "
                    + "its own \(known.count). Make passages with the embedder that embeds them."
            )
        }
        var row: [Int32] = []
        row.reserveCapacity(tokens.count + 2)
        row.append(wordPieces.cls)
        row += tokens
        row.append(wordPieces.sep)
        return row
    }

    /// The passages of each text.
    private func passages(_ texts: [String]) async throws -> [[Passage]] {
        let splitter = splitter
        return try await tokenizing(texts, splitter.passages(of:))
    }

    /// The model's own; see ``Embedder``.
    package var tokenizer: String { model.id }

    /// How many tokens each text has, without `[CLS]` and `[SEP]`.
    package func tokenCounts(of texts: [String]) async throws -> [Int] {
        let wordPieces = wordPieces
        return try await tokenizing(texts) { wordPieces.encodeBreakingLongWords($0).ids.count }
    }

    /// Does something with the tokens of each text: for short texts in this task, for long ones elsewhere.
    private func tokenizing<Value: Sendable>(
        _ texts: [String],
        _ work: @escaping @Sendable (String) -> Value
    ) async throws -> [Value] {
        if texts.reduce(0, { $0 + $1.utf8.count }) < Self.longText { return texts.map(work) }
        var results: [Value] = []
        results.reserveCapacity(texts.count)
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
            results += try await tokenizing.run { part.map(work) }
        }
        return results
    }
}
