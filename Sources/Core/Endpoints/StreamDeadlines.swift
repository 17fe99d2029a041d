import Synchronization

/// Keeps an answer that comes piece by piece within the times of its limits.
final class StreamDeadlines: Sendable {
    /// Why the work was cancelled.
    enum Missed: Error {
        /// The time was over.
        case end
        /// The server said nothing for too long.
        case silence
    }

    private struct State {
        var hasBegun = false
        /// Since when the next bytes have been waited for; nil while nobody waits for them.
        var listeningSince: ContinuousClock.Instant?
    }

    /// When the time is over.
    let end: ContinuousClock.Instant
    private let silence: Duration
    private let state = Mutex(State())

    init(_ limits: StreamLimits) {
        end = .now + limits.time
        silence = limits.silence
    }

    /// Whether the answer has begun: no other attempt may follow.
    var hasBegun: Bool { state.withLock { $0.hasBegun } }

    /// The answer begins.
    func begin() { state.withLock { $0.hasBegun = true } }

    /// The next bytes are waited for from now on.
    func startListening() { state.withLock { $0.listeningSince = .now } }

    /// They have come, or never will.
    func stopListening() { state.withLock { $0.listeningSince = nil } }

    /// Does some work, and cancels it when a deadline is missed; otherwise like `withTimeLimit`.
    ///
    /// - Throws: ``Missed``, or what the work throws before.
    func enforced<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Outcome<Result>.self) { group in
            group.addTask {
                do { return .ended(.success(try await work())) } catch { return .ended(.failure(error)) }
            }
            group.addTask { [self] in await .missed(untilMissed()) }
            defer { group.cancelAll() }
            var missed: Missed?
            while let outcome = try await group.next() {
                switch outcome {
                case .ended(.success(let result)): return result
                case .ended(.failure(let error)): throw missed ?? error
                case .missed(let deadline):
                    missed = deadline
                    group.cancelAll()
                }
            }
            // The work always has an outcome.
            throw CancellationError()
        }
    }

    private enum Outcome<Result: Sendable>: Sendable {
        case ended(Swift.Result<Result, any Error>)
        /// Nil where the task was cancelled from outside.
        case missed(Missed?)
    }

    /// Waits until a deadline is missed; nil if the task is cancelled before.
    private func untilMissed() async -> Missed? {
        while !Task.isCancelled {
            let state = state.withLock { $0 }
            let now = ContinuousClock.now
            if now >= end { return .end }
            // Whoever begins to listen after this has longer than until then.
            let due = (state.hasBegun ? state.listeningSince ?? now : now) + silence
            if now >= due { return .silence }
            try? await Task.sleep(until: min(due, end), clock: .continuous)
        }
        return nil
    }
}
