import Synchronization

/// Tasks waiting while a transaction of another task has the connection.
final class ConnectionQueue: Sendable {
    private struct State {
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var order: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Waits until the next `open`, or until the task is cancelled.
    func wait(isolation: isolated (any Actor)? = #isolation) async {
        let number = state.withLock { state in
            state.order += 1
            return state.order
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    guard !Task.isCancelled else { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isLate { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }

    /// Wakes all waiting tasks to check again, in the order of their arrival.
    func open() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
        for (_, continuation) in waiting.sorted(by: { $0.key < $1.key }) { continuation.resume() }
    }
}
