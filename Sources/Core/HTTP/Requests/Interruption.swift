import Synchronization

/// Ends a handler's work early.
final class Interruption: Sendable {
    enum Reason {
        case clientLeft
        case serverStops
    }

    private let first = Mutex<Reason?>(nil)
    private let signal = AsyncStream<Never>.makeStream()

    /// Why, once it has happened.
    var reason: Reason? { first.withLock { $0 } }

    func happen(_ reason: Reason) {
        first.withLock { $0 = $0 ?? reason }
        signal.continuation.finish()
    }

    /// Returns when it happens, or the task is cancelled.
    func wait() async {
        for await _ in signal.stream {}
    }
}
