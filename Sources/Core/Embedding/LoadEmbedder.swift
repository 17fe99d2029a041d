public import Logging

/// Loads the model that a configuration names, or prepares to call the server that it names.
///
/// A local model is read, compiled and tried here, which takes 0.1 to 0.5 seconds: call it when the first text must be
/// embedded, not when a program starts.
public func loadEmbedder(_ configuration: EmbeddingConfiguration, logger: Logger) async throws -> any Embedder {
    if let remote = configuration.remote {
        return try await RemoteEmbedder.connect(remote, model: configuration.model, logger: logger)
    }
    return try await LocalEmbedder.load(configuration, logger: logger)
}
