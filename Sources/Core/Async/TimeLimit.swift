/// Does some work, and cancels it when it takes longer than the limit.
///
/// This always waits until the work has ended, even if it ignores cancellation. If it succeeds nevertheless, its result
/// counts, since the work is done.
///
/// - Throws: ``TimeLimitExceeded`` when the time ran out and the work threw any error; before that, what the work
///   throws.
package func withTimeLimit<Result: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withTimeLimit(until: .now + limit, limit, work)
}

/// Does some work, and cancels it at an instant; otherwise like ``withTimeLimit(_:_:)``.
package func withTimeLimit<Result: Sendable>(
    until deadline: ContinuousClock.Instant,
    _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withTimeLimit(until: deadline, ContinuousClock.now.duration(to: deadline), work)
}

private func withTimeLimit<Result: Sendable>(
    until deadline: ContinuousClock.Instant,
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: TimedOutcome<Result>.self) { group in
        group.addTask {
            do { return .ended(.success(try await work())) } catch { return .ended(.failure(error)) }
        }
        group.addTask {
            do {
                try await Task.sleep(until: deadline, clock: .continuous)
                return .timeRanOut
            } catch {
                return .stopped
            }
        }
        defer { group.cancelAll() }
        var isLate = false
        while let outcome = try await group.next() {
            switch outcome {
            case .ended(.success(let result)): return result
            case .ended(.failure(let error)): throw isLate ? TimeLimitExceeded(limit: limit, cause: error) : error
            case .timeRanOut:
                isLate = true
                group.cancelAll()
            case .stopped: break
            }
        }
        // The work always has an outcome.
        throw CancellationError()
    }
}

private enum TimedOutcome<Result: Sendable>: Sendable {
    case ended(Swift.Result<Result, any Error>)
    case timeRanOut
    /// The task was cancelled from outside.
    case stopped
}
