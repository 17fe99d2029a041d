/// Runs work that is cancelled at an instant.
///
/// - Returns: What the work gave, even if it came late, and even if the task was cancelled; nothing if there was no
///   time for it. Whatever the work made is never lost on the way.
func withDeadline<R: Sendable>(
    _ deadline: ContinuousClock.Instant,
    _ body: @escaping @Sendable () async throws -> R
) async throws -> R? {
    try await withThrowingTaskGroup(of: R?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try? await Task.sleep(until: deadline, clock: .continuous)
            return nil
        }
        let first = try await group.next() ?? nil
        group.cancelAll()
        if let first { return first }
        // The time is up, or the task is cancelled. The work may still have come to a good end.
        return try? await group.next() ?? nil
    }
}
