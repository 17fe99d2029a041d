import Async
import Embedding
import Logging
import ServiceLifecycle

/// Loads the model ahead of the first call, in a process that serves many.
struct Warmup: Service {
    let resources: ServerResources

    init(_ resources: ServerResources) {
        self.resources = resources
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do {
                let embedder = try await resources.embedder.value()
                // The model for texts is loaded with the first of them: many processes only search.
                try await (embedder as? LocalEmbedder)?.prepareForQueries()
            } catch {
                guard !Task.isCancelled else { return }
                // Not fatal: the next call tries again, and tells its caller.
                resources.logger.warning("the model is not there yet", error: error)
            }
        }
    }
}
