package import Async
import Coordination
import Embedding
package import Logging
import Postgres

extension EmbeddedCollection {
    /// Gives vectors to every row that waits for them, oldest first: those that another program or an earlier version
    /// stored, and very long texts. Several processes share the work; a text that fails holds up no other.
    package func embedBacklog(logger: Logger) async throws -> BackgroundWorker.Outcome {
        var refused: [Int64] = []
        while true {
            let known = refused.count
            let texts = try await claim(&refused, logger)
            if texts.isEmpty {
                if refused.count > known { continue }
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

    /// Claims some rows. What the database refuses to change, such as a row that breaks a constraint of the table's owner,
    /// is refused from then on and holds up no other.
    private func claim(_ refused: inout [Int64], _ logger: Logger) async throws -> [ClaimedText] {
        do {
            return try await store.claimBacklog(limit: Self.claims, besides: refused)
        } catch let error as PostgresError where error.isOfRow {
            var claimed: [ClaimedText] = []
            for id in try await store.backlog(limit: Self.claims, besides: refused) {
                do {
                    claimed += try await store.claimBacklog(limit: 1, only: id)
                } catch let error as PostgresError where error.isOfRow {
                    refused.append(id)
                    logger.warning(
                        "a row refuses to be changed, and so to be embedded",
                        error: error,
                        metadata: ["table": "\(store.table.name)", "id": "\(id)"]
                    )
                }
            }
            return claimed
        }
    }

    private static let claims: Int32 = 16

    private func embed(_ text: ClaimedText) async throws {
        var embedded: EmbeddedContent?
        if text.content.holdsText {
            embedded = try await embed(embedder.passages(of: text.content), of: text.content, progress: nil)
        }
        try await store.embed(text, as: embedded)
    }
}

extension PostgresError {
    /// Whether the row is what the database objects to: its constraints, its values, or what its triggers raise.
    fileprivate var isOfRow: Bool {
        guard let state = sqlState.map({ "\($0)" }) else { return false }
        return ["22", "23", "P0", "44"].contains { state.hasPrefix($0) }
    }
}
