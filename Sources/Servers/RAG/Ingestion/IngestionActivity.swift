import Synchronization

/// Knows whether folders are being brought in. What can wait does, so that their texts are found the sooner.
final class IngestionActivity: Sendable {
    private let running = Mutex(0)

    var isUnderWay: Bool { running.withLock { $0 > 0 } }

    func during<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        running.withLock { $0 += 1 }
        defer { running.withLock { $0 -= 1 } }
        return try await body()
    }
}
