/// The cancelling of one statement: requests to the server, repeated until the statement ends or the time runs out.
///
/// Repeated, because the server drops a request that arrives when it is idle, as it is when it has not yet read a
/// statement that we have already sent.
struct Cancellation {
    /// When the connection is closed.
    let deadline: ContinuousClock.Instant
    private var request: CancelRequest?
    private var nextRequest: ContinuousClock.Instant
    private var pause = Duration.milliseconds(20)

    init(timeout: Duration) {
        let now = ContinuousClock.now
        deadline = now + timeout
        nextRequest = now
    }

    /// Whether no request is on its way.
    var isSettled: Bool { request?.isFinished ?? true }

    /// When there is something to do next.
    var nextEvent: ContinuousClock.Instant { isSettled ? min(nextRequest, deadline) : deadline }

    /// Sends a request if it is time for one.
    mutating func proceed(_ connection: OpaquePointer, waking signal: WakeSignal) {
        let now = ContinuousClock.now
        guard isSettled, now >= nextRequest else { return }
        nextRequest = now + pause
        pause = min(pause * 2, .seconds(1))
        request = unsafe CancelRequest(connection)
        // Without a thread the next one may be luckier.
        do { try request?.send(thenWake: signal) } catch { request = nil }
    }
}
