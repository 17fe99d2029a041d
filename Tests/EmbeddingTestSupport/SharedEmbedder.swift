public import Embedding
import FoundationEssentials
import TestSupport

/// The real model, loaded once for all tests that store and search texts.
public let sharedEmbedder = Task<any Embedder, any Error> {
    let home = PaddleHome.installed.path
    return try await loadEmbedder(
        EmbeddingConfiguration(modelsDirectory: home + "/models", openVINODirectory: home + "/openvino"),
        logger: silentLogger
    )
}
