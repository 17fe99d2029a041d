package import Logging
import ServiceLifecycle

/// Background work, done when the service starts, whenever it is woken, and again while some is left.
package struct BackgroundWorker: Service {
    /// How far a round of work got.
    package enum Outcome: Sendable, Equatable {
        /// Nothing is left to do.
        case done
        /// Some is left that cannot be done now: another process is working on it, or it failed.
        case unfinished
    }

    private let backoff: Backoff
    private let logger: Logger
    private let work: @Sendable () async throws -> Outcome
    private let wakings: AsyncStream<Void>
    private let waking: AsyncStream<Void>.Continuation

    /// Makes a worker that has not begun.
    ///
    /// - Parameters:
    ///   - backoff: How long to wait after a round that failed or left some work.
    ///   - work: One round: does whatever there is to do, possibly nothing. Rounds never overlap, and are cancelled
    ///     when the process shuts down.
    package init(
        backoff: Backoff = Backoff(first: .seconds(5), longest: .seconds(60)),
        logger: Logger,
        work: @escaping @Sendable () async throws -> Outcome
    ) {
        self.backoff = backoff
        self.logger = logger
        self.work = work
        // One pending wake-up is as good as many.
        (wakings, waking) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Wakes the worker; call it once a transaction that has left work is committed.
    package func wake() {
        waking.yield()
    }

    /// Works until the process shuts down.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await workWhenWoken() }
    }

    private func workWhenWoken() async {
        var failures = 0
        // At most one: a wake-up that comes first replaces it.
        var nextTry: Task<Void, any Error>?
        wake()
        for await _ in wakings {
            nextTry?.cancel()
            if await round() == .done {
                failures = 0
                continue
            }
            guard !Task.isCancelled else { break }
            failures += 1
            let delay = backoff.delay(afterFailures: failures)
            nextTry = Task {
                try await Task.sleep(for: delay)
                wake()
            }
        }
        nextTry?.cancel()
    }

    private func round() async -> Outcome {
        do {
            return try await work()
        } catch {
            if !Task.isCancelled { logger.warning("background work failed", error: error) }
            return .unfinished
        }
    }
}
