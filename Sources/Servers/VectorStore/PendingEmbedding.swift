import Logging
import Retrieval
import ServiceLifecycle

/// Gives vectors to documents that wait for them: at the start those that were left waiting, then each announced one.
struct PendingEmbedding: Service {
    let documents: Documents

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // The model is loaded only where something waits for it.
            if (try? await documents.store().hasDocumentsToEmbed()) == true { await embedPending() }
            for await _ in documents.pending { await embedPending() }
        }
    }

    private func embedPending() async {
        while !Task.isCancelled {
            do {
                if try await documents.collection().embedPending(logger: documents.logger) == .done { return }
            } catch {
                guard !Task.isCancelled else { return }
                documents.logger.warning("documents wait for their vectors", error: error)
            }
            // Another process is at it, one failed, or the database or the model is away.
            try? await Task.sleep(for: .seconds(5))
        }
    }
}
