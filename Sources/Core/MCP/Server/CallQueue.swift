import Synchronization

/// The tool calls of one client: so many run at once, the others wait in the order of their arrival.
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
    var hasRoom: Bool {
        state.withLock { $0.waiting.count - $0.started < waitingLimit && $0.waitingBytes < waitingBytesLimit }
    }

    func add(_ call: InFlightCall) {
        state.withLock { state in
            state.open[call.call.id, default: []].append(call)
            state.waiting.append(call)
            state.waitingBytes += call.size
        }
        pump()
    }

    /// Starts what may start.
    func pump() {
        state.withLock { state in
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
    }

    /// A started call has ended, however it did.
    func finished(_ call: InFlightCall) {
        state.withLock { state in
            state.running -= 1
            Self.remove(call, from: &state)
        }
        pump()
    }

    /// Cancels what runs or waits under an id; an unknown id is nothing.
    func cancel(_ id: RequestID) {
        let calls = state.withLock { $0.open[id] ?? [] }
        for call in calls { call.cancel() }
    }

    /// No more calls come; those here go on.
    func close() {
        state.withLock { $0.isClosed = true }
        pump()
    }

    /// Answers every call that is still open without its work being done, and stops that work.
    func abandon() {
        let calls = state.withLock { state in
            state.waiting.removeAll()
            state.started = 0
            state.waitingBytes = 0
            return state.open.values.flatMap { $0 }
        }
        for call in calls { call.abandon() }
        pump()
    }

    private static func remove(_ call: InFlightCall, from state: inout State) {
        guard var calls = state.open.removeValue(forKey: call.call.id), calls.count > 1 else { return }
        calls.removeAll { $0 === call }
        state.open[call.call.id] = calls
    }
}
