import Synchronization

/// A check that holds for a moment, so that not every call pays for it.
final class RecentCheck: Sendable {
    private static let freshness = Duration.seconds(1)

    private let passed = Mutex<ContinuousClock.Instant?>(nil)

    /// Runs `check` unless it passed within the last second.
    func check(_ check: () async throws -> Void) async throws {
        let now = ContinuousClock.now
        if let passed = passed.withLock(\.self), now - passed < Self.freshness { return }
        try await check()
        passed.withLock { $0 = now }
    }
}
