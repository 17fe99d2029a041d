import MCP
package import Postgres
package import Retrieval

/// What a tool does about embedding tables again, each in one transaction.
package enum ReembeddingAction: String, CaseIterable, Sendable, ArgumentValue {
    case status
    case start
    case cancel

    /// How the work stands afterwards.
    package struct Outcome: ToolOutput {
        /// Whether it goes on.
        package var running: Bool
        package var model: String?
        /// How many texts have their new vectors.
        package var done: Int64?
        /// How many texts there are.
        package var total: Int64?
        /// Why it cannot go on.
        package var failure: String?
    }

    /// What a caller learns that may not read.
    package static let membersWithoutReading: Set = ["running"]

    /// Does it to tables that one model embeds.
    ///
    /// - Parameter model: What is to embed them, as it is asked for, and the dimensions of its vectors; needed to start.
    package func perform(
        on stores: [EmbeddedTableStore],
        by model: (name: String, dimensions: Int)?,
        on connection: PostgresConnection
    ) async throws -> Outcome {
        switch self {
        case .status: break
        case .start:
            guard let model else { break }
            for store in stores {
                try await store.beginReembedding(by: model.name, dimensions: model.dimensions, on: connection)
            }
        case .cancel:
            var wasRunning = false
            for store in stores where try await store.cancelReembedding(on: connection) { wasRunning = true }
            guard wasRunning else { throw ToolError("Nothing was done: no other model is embedding these texts.") }
            try await ReembeddingWork.pointer(to: stores, on: connection)?.end(with: nil, on: connection)
        }
        return try await Self.outcome(of: stores, on: connection)
    }

    private static func outcome(
        of stores: [EmbeddedTableStore],
        on connection: PostgresConnection
    ) async throws -> Outcome {
        var outcome = Outcome(running: false)
        for store in stores {
            guard let state = try await store.reembedding(on: connection) else { continue }
            outcome.running = true
            outcome.model = state.model
            outcome.done = (outcome.done ?? 0) + state.done
            outcome.total = (outcome.total ?? 0) + state.total
            outcome.failure = outcome.failure ?? state.failure
        }
        return outcome
    }
}
