import FoundationEssentials
import Logging
import Synchronization
import TestSupport

@testable import Embedding

/// The real model and the real OpenVINO, where `scripts/setup` put them.
enum TestModel {
    static let home = PaddleHome.installed.path
    static let modelsDirectory = home + "/models"
    static let folder =
        environmentVariable("EMBEDDING_MODEL").flatMap { $0.contains("/") ? $0 : nil } ?? modelsDirectory
        + "/all-MiniLM-L6-v2"
    static let isThere = FileManager.default.fileExists(atPath: folder + "/tokenizer.json")
    static let openVINODirectory = environmentVariable("PADDLE_OPENVINO") ?? home + "/openvino"
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func configuration(
        _ model: String = folder,
        precision: EmbeddingPrecision = .f32,
        queryPrecision: EmbeddingPrecision? = nil,
        cache: String? = nil,
        rememberedBytes: Int = 0
    ) -> EmbeddingConfiguration {
        EmbeddingConfiguration(
            model: model,
            modelsDirectory: modelsDirectory,
            openVINODirectory: openVINODirectory,
            cacheDirectory: cache,
            precision: precision,
            queryPrecision: queryPrecision ?? precision,
            rememberedBytes: rememberedBytes
        )
    }

    /// One embedder for all tests that need no other: loading takes a while.
    static func shared() async throws -> LocalEmbedder { try await sharedEmbedder.value }

    private static let sharedEmbedder = Task { try await LocalEmbedder.load(configuration(), logger: logger) }
}

func cosine(_ left: [Float], _ right: [Float]) -> Double {
    var product = 0.0, leftSquares = 0.0, rightSquares = 0.0
    for (a, b) in zip(left, right) {
        product += Double(a) * Double(b)
        leftSquares += Double(a) * Double(a)
        rightSquares += Double(b) * Double(b)
    }
    return product / (leftSquares * rightSquares).squareRoot()
}
