extension Task where Success == Never, Failure == Never {
    /// The result of some work, or nil when it takes longer than a time; then it is cancelled.
    static func limited<Result: Sendable>(
        to time: Duration,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
