import FoundationEssentials
import Logging
import Synchronization

@testable import Embedding

/// The real model and the real OpenVINO, where `scripts/setup` put them.
enum TestModel {
    static let home = environment("PADDLE_HOME") ?? defaultHome
    static let modelsDirectory = home + "/models"
    static let folder =
        environment("EMBEDDING_MODEL").flatMap { $0.contains("/") ? $0 : nil } ?? modelsDirectory + "/all-MiniLM-L6-v2"
    static let isThere = FileManager.default.fileExists(atPath: folder + "/tokenizer.json")
    static let openVINODirectory = environment("PADDLE_OPENVINO") ?? home + "/openvino"
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

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static var defaultHome: String {
        if let data = environment("XDG_DATA_HOME") { return data + "/paddle" }
        let user = environment("HOME") ?? "/root"
        return user == "/root" ? "/var/lib/paddle" : user + "/.local/share/paddle"
    }
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
