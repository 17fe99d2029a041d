import Embedding
public import Logging

extension DocumentCollection {
    /// How far ``embedPending(logger:)`` got.
    public enum PendingOutcome: Sendable, Equatable {
        /// No document waits any more.
        case done
        /// What still waits is another process's work, or failed and is left alone for a while.
        case otherWaiting
    }

    /// Gives vectors to every document that waits for them, oldest first: those that another program or an earlier
    /// version stored, and very long ones. Several processes share the work; a document that fails holds up no other.
    public func embedPending(logger: Logger) async throws -> PendingOutcome {
        while true {
            let documents = try await store.leaseDocumentsToEmbed(limit: 16)
            if documents.isEmpty {
                return try await store.hasDocumentsToEmbed() ? .otherWaiting : .done
            }
            // At the same time, because the engine gathers what comes together into full batches.
            await withDiscardingTaskGroup { group in
                for (id, content) in documents {
                    group.addTask {
                        do {
                            try await embedPending(id: id, content: content)
                        } catch {
                            guard !Task.isCancelled else { return }
                            logger.warning(
                                "a document waits for its vectors",
                                error: error,
                                metadata: ["id": "\(id)"]
                            )
                        }
                    }
                }
            }
            try Task.checkCancellation()
        }
    }

    private func embedPending(id: Int32, content: String) async throws {
        var embedded: EmbeddedContent?
        if content.holdsText {
            embedded = try await embed(embedder.passages(of: content), of: content, progress: nil)
        }
        try await store.setEmbedding(embedded, of: id, content: content)
    }
}
