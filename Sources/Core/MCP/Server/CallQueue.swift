import Synchronization

/// The calls of one client: so many run at once, the others wait in the order of their arrival.
final class CallQueue: Sendable {
    private struct State {
        /// By id, which a careless client may use twice at the same time: both calls are served, and cancelling
        /// the id cancels both.
        var open: [RequestID: [InFlightCall]] = [:]
        var waiting: [InFlightCall] = []
        /// How many of `waiting` have been started; they are removed when that is cheap.
        var started = 0
        var waitingBytes = 0
        var running = 0
        var isClosed = false
    }

    /// The calls to be run, each in a task of its own that ends with ``finished(_:)``. Ends after the last one.
    let starts: AsyncStream<InFlightCall>

    private let state = Mutex(State())
    private let roomLeft = Atomic(true)
    private let runningLimit: Int
    private let waitingLimit: Int
    private let waitingBytesLimit: Int
    private let continuation: AsyncStream<InFlightCall>.Continuation
    private let mayStart: @Sendable () -> Bool

    /// A queue that starts calls only while `mayStart` says so; when it says so again, ``pump()`` is due.
    init(running: Int, waiting: Int, waitingBytes: Int, mayStart: @escaping @Sendable () -> Bool) {
        runningLimit = running
        waitingLimit = waiting
        waitingBytesLimit = waitingBytes
        self.mayStart = mayStart
        (starts, continuation) = AsyncStream.makeStream()
    }

    /// Whether another call may come.
    var hasRoom: Bool { roomLeft.load(ordering: .sequentiallyConsistent) }

    func add(_ call: InFlightCall) {
        update { state in
            state.open[call.call.id, default: []].append(call)
            state.waiting.append(call)
            state.waitingBytes += call.size
        }
    }

    /// Starts what may start.
    func pump() {
        update { _ in }
    }

    /// A started call has ended, however it did.
    func finished(_ call: InFlightCall) {
        update { state in
            state.running -= 1
            Self.remove(call, from: &state)
        }
    }

    /// Cancels what runs or waits under an id; an unknown id is nothing.
    func cancel(_ id: RequestID) {
        let calls = state.withLock { $0.open[id] ?? [] }
        for call in calls { call.cancel() }
    }

    /// No more calls come; those here go on.
    func close() {
        update { $0.isClosed = true }
    }

    /// Answers every call that is still open without its work being done, and stops that work.
    func abandon() {
        let calls = update { state in
            state.waiting.removeAll()
            state.started = 0
            state.waitingBytes = 0
            return state.open.values.flatMap { $0 }
        }
        for call in calls { call.abandon() }
    }

    /// Changes the state and does what follows from it: starts what may start, and tells whether there is room.
    private func update<R: Sendable>(_ change: (inout State) -> R) -> R {
        state.withLock { state in
            let result = change(&state)
            start(&state)
            let room = state.waiting.count - state.started < waitingLimit && state.waitingBytes < waitingBytesLimit
            roomLeft.store(room, ordering: .sequentiallyConsistent)
            return result
        }
    }

    private func start(_ state: inout State) {
        while state.running < runningLimit, state.started < state.waiting.count, mayStart() {
            let call = state.waiting[state.started]
            state.started += 1
            state.waitingBytes -= call.size
            state.running += 1
            continuation.yield(call)
        }
        if state.started == state.waiting.count || state.started >= 1024 {
            state.waiting.removeFirst(state.started)
            state.started = 0
        }
        if state.isClosed, state.waiting.isEmpty { continuation.finish() }
    }

    private static func remove(_ call: InFlightCall, from state: inout State) {
        guard var calls = state.open.removeValue(forKey: call.call.id), calls.count > 1 else { return }
        calls.removeAll { $0 === call }
        state.open[call.call.id] = calls
    }
}
