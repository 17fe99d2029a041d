import Synchronization

/// What a server has begun and not ended, so that stopping can end it.
package final class OpenWork: Sendable {
    /// When stopping ends something.
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
        var requests = 0
        var count = 0
        var actions: [Phase: [Int: @Sendable () -> Void]] = [.streams: [:], .calls: [:]]
    }

    private let state = Mutex(State())
    private let requestLimit: Int

    init(requestLimit: Int) {
        self.requestLimit = requestLimit
    }

    // MARK: Places

    /// Takes one of the places for requests; false where all are taken.
    func takePlace() -> Bool {
        state.withLock { state in
            guard state.requests < requestLimit else { return false }
            state.requests += 1
            return true
        }
    }

    func freePlace() {
        state.withLock { $0.requests -= 1 }
    }

    // MARK: Stopping

    /// Says how something is ended when its phase comes; done at once if that has come already.
    func add(_ phase: Phase, _ end: @escaping @Sendable () -> Void) -> Registration {
        let (registration, isTaken) = state.withLock { state in
            state.count += 1
            // The actions of a phase that has come are gone.
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
    func end(_ phase: Phase) {
        let actions = state.withLock { $0.actions.removeValue(forKey: phase) ?? [:] }
        for action in actions.values { action() }
    }
}
