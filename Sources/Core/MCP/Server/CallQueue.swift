import DequeModule
import Synchronization

/// The calls of one client: a limited number run at once, the others wait in the order of their arrival.
final class CallQueue: Sendable {
    private struct State {
        /// By id, which a careless client may use twice at the same time: both calls are served, and cancelling
        /// the id cancels both.
        var open: [RequestID: [InFlightCall]] = [:]
        var waiting: Deque<InFlightCall> = []
        var running = 0
        var isClosed = false
        var isAbandoned = false
        /// The waiter for the end.
        var ending: CheckedContinuation<Void, Never>?

        var isOver: Bool { isClosed && running == 0 && waiting.isEmpty }
    }

    private let state = Mutex(State())
    private let roomLeft = Atomic(true)
    private let runningLimit: Int
    private let waitingLimit: Int
    private let mayStart: @Sendable () -> Bool
    private let run: @Sendable (InFlightCall) async -> Void
    private let whenFinished: @Sendable () -> Void

    /// A queue that starts calls only while `mayStart` says so; when it says so again, ``pump()`` is due.
    /// - Parameters:
    ///   - run: Does the work of a call.
    ///   - whenFinished: Called after each call, when another has begun in its place.
    init(
        running: Int,
        waiting: Int,
        mayStart: @escaping @Sendable () -> Bool,
        run: @escaping @Sendable (InFlightCall) async -> Void,
        whenFinished: @escaping @Sendable () -> Void
    ) {
        runningLimit = running
        waitingLimit = waiting
        self.mayStart = mayStart
        self.run = run
        self.whenFinished = whenFinished
    }

    /// Whether the queue takes another call.
    var hasRoom: Bool { roomLeft.load(ordering: .sequentiallyConsistent) }

    /// Whether no call waits or runs.
    var isIdle: Bool { state.withLock { $0.running == 0 && $0.waiting.isEmpty } }

    func add(_ call: InFlightCall) {
        let isLate = update { state in
            if state.isAbandoned { return true }
            state.open[call.call.id, default: []].append(call)
            state.waiting.append(call)
            return false
        }
        if isLate { call.abandon() }
    }

    /// Starts the calls that may start.
    func pump() {
        update { _ in }
    }

    /// Returns when the queue is closed and all its calls have ended. Cancelling abandons them.
    func drain() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                update { $0.ending = continuation }
            }
        } onCancel: {
            abandon()
        }
    }

    private func finished(_ call: InFlightCall) {
        update { state in
            state.running -= 1
            Self.remove(call, from: &state)
        }
        whenFinished()
    }

    /// Cancels the calls that run or wait under an id; an unknown id is ignored.
    func cancel(_ id: RequestID) {
        let calls = state.withLock { $0.open[id] ?? [] }
        for call in calls { call.cancel() }
    }

    /// Takes no more calls; those already here go on.
    func close() {
        update { $0.isClosed = true }
    }

    /// Stops the work of every call that is still open, and answers it and any later call without doing the work.
    func abandon() {
        let calls = update { state in
            state.isAbandoned = true
            state.waiting.removeAll()
            return state.open.values.flatMap { $0 }
        }
        for call in calls { call.abandon() }
    }

    /// Changes the state and does what follows from it: starts the calls that may start, and reports whether there is
    /// room.
    private func update<R: Sendable>(_ change: (inout State) -> R) -> R {
        let (result, ending) = state.withLock { state in
            let result = change(&state)
            start(&state)
            roomLeft.store(state.waiting.count < waitingLimit, ordering: .sequentiallyConsistent)
            return (result, state.isOver ? state.ending.take() : nil)
        }
        ending?.resume()
        return result
    }

    private func start(_ state: inout State) {
        while state.running < runningLimit, !state.waiting.isEmpty, mayStart() {
            let call = state.waiting.removeFirst()
            state.running += 1
            // Not a child of a group, which would have to be woken first to start it: that is much of the cost of a
            // short call. `drain()` waits for its end as a group would.
            Task {
                await run(call)
                finished(call)
            }
        }
    }

    private static func remove(_ call: InFlightCall, from state: inout State) {
        guard var calls = state.open.removeValue(forKey: call.call.id), calls.count > 1 else { return }
        calls.removeAll { $0 === call }
        state.open[call.call.id] = calls
    }
}
