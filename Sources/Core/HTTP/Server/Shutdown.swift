import Synchronization

/// What to end when the server stops, and when.
package final class Shutdown: Sendable {
    package enum Phase: Sendable {
        /// At once: streams that would go on forever.
        case streams
        /// When half of the time to stop has passed: work that may finish by itself.
        case calls
    }

    package struct Registration: Sendable {
        fileprivate let phase: Phase
        fileprivate let number: Int
    }

    private struct State {
        var count = 0
        /// Phases that have begun are removed.
        var actions: [Phase: [Int: @Sendable () -> Void]] = [.streams: [:], .calls: [:]]
    }

    private let state = Mutex(State())

    /// Registers how to end something when its phase begins; runs at once if it has begun already.
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

    /// Begins a phase: ends everything in it, now and when it is registered later.
    func begin(_ phase: Phase) {
        let actions = state.withLock { $0.actions.removeValue(forKey: phase) ?? [:] }
        for action in actions.values { action() }
    }
}
