import Retrieval
import ServiceLifecycle

/// Gives vectors to documents that wait for them: at the start those that were left waiting, then each announced one.
struct PendingEmbedding: Service {
    let documents: Documents

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await embedPending()
            for await _ in documents.pending { await embedPending() }
        }
    }

    private func embedPending() async {
        while !Task.isCancelled {
            do {
                // The model is loaded only where something waits for it.
                guard try await documents.store.value().hasDocumentsToEmbed(model: documents.model) else { return }
                if try await documents.writer.value().embedPending() == .done { return }
            } catch {
                guard !Task.isCancelled else { return }
                documents.logger.warning("documents wait for their vectors", error: error)
            }
            try? await Task.sleep(for: .seconds(5))
        }
    }
}
