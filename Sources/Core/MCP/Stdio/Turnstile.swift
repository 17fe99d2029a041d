import Dispatch
import Synchronization

/// Holds one thread back until a condition holds that other threads bring about.
final class Turnstile: Sendable {
    private let isHeld = Atomic(false)
    private let semaphore = DispatchSemaphore(value: 0)

    /// Returns once the condition holds; it is looked at again after each ``open()``.
    func pass(_ condition: () -> Bool) {
        while !condition() {
            isHeld.store(true, ordering: .sequentiallyConsistent)
            // Looked at once more: what brought it about may have come before the line above.
            if condition() { return }
            semaphore.wait()
        }
    }

    /// The condition may hold now.
    func open() {
        if isHeld.exchange(false, ordering: .sequentiallyConsistent) { semaphore.signal() }
    }
}
