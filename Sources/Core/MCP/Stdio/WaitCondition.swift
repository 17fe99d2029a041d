import Async
import Synchronization

/// Holds one thread back until a condition holds that other threads bring about.
final class WaitCondition: Sendable {
    private let isHeld = Atomic(false)
    private let semaphore = Semaphore()

    /// Returns once the condition holds; it is looked at again after each ``signal()``.
    func wait(until condition: () -> Bool) {
        while !condition() {
            isHeld.store(true, ordering: .sequentiallyConsistent)
            // Looked at once more: what brought it about may have come before the line above.
            if condition() { return }
            semaphore.wait()
        }
    }

    /// The condition may hold now.
    func signal() {
        if isHeld.exchange(false, ordering: .sequentiallyConsistent) { semaphore.signal() }
    }
}
