import Synchronization

/// What must be ended when the server stops, and when.
package final class Shutdown: Sendable {
    package enum Phase: Sendable {
        /// At once: streams that would go on for ever.
        case streams
        /// When half of the time to stop has passed: work that may come to its own end.
        case calls
    }

    package struct Registration: Sendable {
        fileprivate let phase: Phase
        fileprivate let number: Int
    }

    private struct State {
        var count = 0
        /// A phase that has come is not among them any more.
        var actions: [Phase: [Int: @Sendable () -> Void]] = [.streams: [:], .calls: [:]]
    }

    private let state = Mutex(State())

    /// Says how something is ended when its phase comes; done at once if that has come already.
    func add(_ phase: Phase, _ end: @escaping @Sendable () -> Void) -> Registration {
        let (registration, isTaken) = state.withLock { state in
            state.count += 1
            state.actions[phase]?[state.count] = end
            return (Registration(phase: phase, number: state.count), state.actions[phase] != nil)
        }
        if !isTaken { end() }
        return registration
    }

    func remove(_ registration: Registration) {
        state.withLock { _ = $0.actions[registration.phase]?.removeValue(forKey: registration.number) }
    }

    /// Ends everything of a phase; from now on it ends as soon as it has begun.
    func begin(_ phase: Phase) {
        let actions = state.withLock { $0.actions.removeValue(forKey: phase) ?? [:] }
        for action in actions.values { action() }
    }
}
