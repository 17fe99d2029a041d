import Synchronization

/// Limits how many requests may be in progress at the same time.
final class RequestPermits: Sendable {
    private let taken = Atomic(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a permit; false where all are taken.
    func take() -> Bool {
        guard taken.add(1, ordering: .relaxed).newValue > limit else { return true }
        release()
        return false
    }

    func release() {
        taken.subtract(1, ordering: .relaxed)
    }
}
