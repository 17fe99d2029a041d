import Synchronization

/// Lets through the progress reports of one call that a client should see.
final class ProgressReporter: Sendable {
    typealias Send = @Sendable (_ done: Double, _ total: Double?, _ message: String?) -> Void

    private struct State {
        var isOpen = true
        var done = -Double.infinity
        var sentAt: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let interval: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let send: Send

    init(
        interval: Duration = .milliseconds(100),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        send: @escaping Send
    ) {
        self.interval = interval
        self.now = now
        self.send = send
    }

    func report(_ done: Double, _ total: Double?, _ message: String?) {
        guard done.isFinite, total?.isFinite != false else { return }
        // Sent under the lock: reports from several tasks reach the wire in the order of their values, and none
        // comes after `close`.
        state.withLock { state in
            guard state.isOpen, done > state.done else { return }
            let time = now()
            if let last = state.sentAt, last.duration(to: time) < interval { return }
            state.done = done
            state.sentAt = time
            send(done, total, message)
        }
    }

    /// Ends reporting; nothing is sent after this returns.
    func close() {
        state.withLock { $0.isOpen = false }
    }
}
