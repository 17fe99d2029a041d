/// Runs work that is cancelled at an instant, and ends at once when it is.
///
/// - Returns: What the work gave, even if it came late, and even if the task was cancelled: nothing is lost on the way.
func withDeadline<R: Sendable>(
    _ deadline: ContinuousClock.Instant,
    _ body: @escaping @Sendable () async -> R?
) async -> R? {
    await withTaskGroup(of: R?.self) { group in
        group.addTask { await body() }
        group.addTask {
            try? await Task.sleep(until: deadline, clock: .continuous)
            return nil
        }
        let first = await group.next() ?? nil
        group.cancelAll()
        if let first { return first }
        // The time is up, or the task is cancelled. The work may still have come to a good end.
        return await group.next() ?? nil
    }
}
