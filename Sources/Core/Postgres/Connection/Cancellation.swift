/// Cancels one statement: sends requests to the server until the statement ends or the time runs out.
///
/// They are repeated because the server drops a request that arrives while it is idle, and it is still idle when it has
/// not yet read a statement that we have already sent.
struct Cancellation {
    /// When to give up and close the connection.
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

    /// When the next action is due.
    var nextEvent: ContinuousClock.Instant { isSettled ? min(nextRequest, deadline) : deadline }

    /// Sends a request if it is time for one.
    mutating func proceed(_ connection: OpaquePointer, waking signal: WakeSignal) {
        let now = ContinuousClock.now
        guard isSettled, now >= nextRequest else { return }
        nextRequest = now + pause
        pause = min(pause * 2, .seconds(1))
        request = unsafe CancelRequest(connection)
        // The system had no thread; the next attempt may succeed.
        do { try request?.send(thenWake: signal) } catch { request = nil }
    }
}
