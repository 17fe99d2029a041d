import Synchronization

/// Whether the client of one HTTP/1.1 connection or HTTP/2 stream still waits for its answer.
final class ClientPresence: Sendable {
    private struct State {
        var isGone = false
        var onLeaving: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Registers what to do when the client goes, until ``unwatch()``; runs at once if it has gone already, and twice where
    /// it first ends its own side of the connection and then the connection is closed.
    func watch(_ onLeaving: @escaping @Sendable () -> Void) {
        let isGone = state.withLock { state in
            if !state.isGone { state.onLeaving = onLeaving }
            return state.isGone
        }
        if isGone { onLeaving() }
    }

    func unwatch() {
        state.withLock { $0.onLeaving = nil }
    }

    /// Records that the client has gone.
    func leave() {
        let onLeaving = state.withLock { state in
            state.isGone = true
            return state.onLeaving
        }
        onLeaving?()
    }
}
