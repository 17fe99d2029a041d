import Async
import Synchronization

/// Blocks one thread until other threads make a condition true.
final class WaitCondition: Sendable {
    private let isHeld = Atomic(false)
    private let semaphore = Semaphore()

    /// Returns once the condition holds; it is checked again after each ``signal()``.
    func wait(until condition: () -> Bool) {
        while !condition() {
            isHeld.store(true, ordering: .sequentiallyConsistent)
            // Checked once more: it may have become true before the line above.
            if condition() { return }
            semaphore.wait()
        }
    }

    /// Makes the waiting thread check the condition again.
    func signal() {
        if isHeld.exchange(false, ordering: .sequentiallyConsistent) { semaphore.signal() }
    }
}
