package import Async
package import Logging
import Synchronization

/// Has texts embedded again by other models, behind the calls.
package final class ReembeddingWorker: Sendable {
    /// Does what was begun; add it to the server's services.
    package let worker: BackgroundWorker

    private let round: @Sendable () async throws -> BackgroundWorker.Outcome
    private let isBegun = Mutex(false)

    /// - Parameter round: Does what is left, as ``Reembedding/continue(loading:switched:)`` does.
    package init(logger: Logger, round: @escaping @Sendable () async throws -> BackgroundWorker.Outcome) {
        self.round = round
        worker = BackgroundWorker(logger: logger, work: round)
    }

    /// Lets the worker do what a call has begun.
    package func begun() {
        isBegun.withLock { $0 = true }
        worker.wake()
    }

    /// Does what a call of this process has begun, before it returns.
    package func finish() async throws {
        guard isBegun.withLock(\.self) else { return }
        while try await round() == .unfinished { try await Task.sleep(for: .seconds(1)) }
    }
}
