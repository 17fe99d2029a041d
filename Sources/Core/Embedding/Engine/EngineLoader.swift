import Async
import Dispatch
import Logging

/// Loads the model of a folder with an arithmetic, on a thread of its own.
struct EngineLoader {
    let folder: ModelFolder
    let configuration: EmbeddingConfiguration
    /// Its tokenizer, which is read while the model is compiled.
    let tokenizer: Task<WordPieceTokenizer, any Error>
    let logger: Logger

    /// - Parameter cacheBytes: The most bytes that cached vectors may take.
    func load(_ arithmetic: Arithmetic, cacheBytes: Int) async throws -> EmbeddingEngine {
        let started = ContinuousClock.now
        let thread = DispatchQueue(label: "paddle.embedding", qos: .userInitiated)
        let engine = try await thread.run { [self] in
            let session = try EncoderSession(folder, configuration: configuration, arithmetic)
            return EmbeddingEngine(session, thread: thread, cacheBytes: cacheBytes)
        }
        let tokens = try await tokenizer.value.vocabularySize
        if let vocabulary = engine.vocabulary, tokens > vocabulary {
            throw EmbeddingError(
                "\(folder.path): the tokenizer has \(tokens) tokens, the model \(vocabulary). They do not belong "
                    + "together."
            )
        }
        if engine.cacheWasDamaged {
            logger.warning(
                "the compiled model was not as it had been left, and has been made again",
                metadata: ["model": "\(engine.model.id)", "folder": "\(configuration.cacheDirectory ?? "")"]
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
        return engine
    }
}
