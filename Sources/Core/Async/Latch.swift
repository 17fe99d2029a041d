import Synchronization

/// Opens once and stays open; until then tasks can wait for it.
package final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [Int: AsyncStream<Never>.Continuation] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    package init() {}

    package func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for one in waiting { one.finish() }
    }

    /// Returns when the latch is open, or the task is cancelled.
    ///
    /// - Returns: Whether the latch is open.
    @discardableResult
    package func wait() async -> Bool {
        // Each waiter has a stream of its own: cancelling one reader would end a shared stream for all.
        let (opening, continuation) = AsyncStream<Never>.makeStream()
        let number: Int? = state.withLock { state in
            guard !state.isOpen else { return nil }
            state.count += 1
            state.waiting[state.count] = continuation
            return state.count
        }
        guard let number else { return true }
        for await _ in opening {}
        return state.withLock { state in
            state.waiting[number] = nil
            return state.isOpen
        }
    }
}
