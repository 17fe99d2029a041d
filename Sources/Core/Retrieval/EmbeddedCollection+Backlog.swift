package import Async
import Coordination
import Embedding
package import Logging

extension EmbeddedCollection {
    /// Gives vectors to every row that waits for them, oldest first: those that another program or an earlier version
    /// stored, and very long texts. Several processes share the work; a text that fails holds up no other.
    package func embedBacklog(logger: Logger) async throws -> BackgroundWorker.Outcome {
        while true {
            let texts = try await store.claimBacklog(limit: 16)
            if texts.isEmpty {
                return try await store.hasBacklog() ? .unfinished : .done
            }
            // Concurrently, because the engine gathers concurrent texts into full batches.
            await withDiscardingTaskGroup { group in
                for text in texts {
                    group.addTask {
                        do {
                            try await embed(text)
                        } catch {
                            guard !Task.isCancelled else { return }
                            logger.warning(
                                "a text could not be embedded",
                                error: error,
                                metadata: ["table": "\(store.table.name)", "id": "\(text.claim.id)"]
                            )
                        }
                    }
                }
            }
            try Task.checkCancellation()
        }
    }

    private func embed(_ text: ClaimedText) async throws {
        var embedded: EmbeddedContent?
        if text.content.holdsText {
            embedded = try await embed(embedder.passages(of: text.content), of: text.content, progress: nil)
        }
        try await store.embed(text, as: embedded)
    }
}
