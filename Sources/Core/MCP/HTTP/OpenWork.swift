import Synchronization

/// What a server has begun and not ended, so that stopping can end it.
final class OpenWork: Sendable {
    private struct State {
        var calls: [ObjectIdentifier: InFlightCall] = [:]
        var subscribers: [ObjectIdentifier: Subscriber] = [:]
        var acceptsCalls = true
        var acceptsSubscribers = true
        var requests = 0
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

    // MARK: Calls

    func add(_ call: InFlightCall) {
        let isTaken = state.withLock { state in
            if state.acceptsCalls { state.calls[ObjectIdentifier(call)] = call }
            return state.acceptsCalls
        }
        if !isTaken { call.abandon() }
    }

    func remove(_ call: InFlightCall) {
        state.withLock { $0.calls[ObjectIdentifier(call)] = nil }
    }

    /// Answers every call without its work being done; from now on all are answered so.
    func abandonCalls() {
        let calls = state.withLock { state in
            state.acceptsCalls = false
            return Array(state.calls.values)
        }
        for call in calls { call.abandon() }
    }

    // MARK: Subscriptions

    func add(_ subscriber: Subscriber) {
        let isTaken = state.withLock { state in
            if state.acceptsSubscribers { state.subscribers[ObjectIdentifier(subscriber)] = subscriber }
            return state.acceptsSubscribers
        }
        if !isTaken { subscriber.end(gracefully: true) }
    }

    func remove(_ subscriber: Subscriber) {
        state.withLock { $0.subscribers[ObjectIdentifier(subscriber)] = nil }
    }

    /// Ends every subscription with its last answer; from now on all end at once.
    func endSubscriptions() {
        let subscribers = state.withLock { state in
            state.acceptsSubscribers = false
            return Array(state.subscribers.values)
        }
        for subscriber in subscribers { subscriber.end(gracefully: true) }
    }
}
