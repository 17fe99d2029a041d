import Synchronization

/// Receives the whole response to one request, or nil when the client cancelled it and no response may be sent.
typealias Reply = @Sendable (_ response: Response?) -> Void

/// One call from its arrival to its answer. Exactly one of answer, cancellation and abandonment wins.
final class InFlightCall: Sendable {
    private enum State {
        case waiting
        case running
        case over
    }

    let call: Call
    private let reply: Reply
    private let state = Mutex(State.waiting)
    /// The task that does the work, while it is certain to be alive.
    private let task = Mutex<CancellableTask?>(nil)

    init(_ call: Call, reply: @escaping Reply) {
        self.call = call
        self.reply = reply
    }

    /// Does the work in the current task and answers, unless the call is over already.
    func run(on server: MCPServer, notify: @escaping @Sendable ([UInt8]) -> Void) async {
        await unsafe withUnsafeCurrentTask { current in
            task.withLock { $0 = unsafe current.map { unsafe CancellableTask(task: $0) } }
            defer { task.withLock { $0 = nil } }
            guard begin() else { return }
            let response = await server.perform(call) { message in
                // Under the lock, so that nothing follows a cancellation.
                self.state.withLock { if $0 == .running { notify(message) } }
            }
            if end() { reply(response) }
        }
    }

    /// Stops the work because the client asked for it: no answer.
    func cancel() {
        guard end() else { return }
        stopWork()
        reply(nil)
    }

    /// Answers in place of work that will not be done, or that nobody will wait for.
    func abandon() {
        let found = close()
        guard found != .over else { return }
        stopWork()
        reply(call.stopped(hadBegun: found == .running))
    }

    private func begin() -> Bool {
        state.withLock { state in
            guard state == .waiting else { return false }
            state = .running
            return true
        }
    }

    /// Whether this is what ends the call.
    private func end() -> Bool { close() != .over }

    /// Ends the call, and returns the state it was in.
    private func close() -> State {
        state.withLock { state in
            defer { state = .over }
            return state
        }
    }

    private func stopWork() {
        // The task cannot end meanwhile: it takes this lock before it ends.
        task.withLock { $0?.cancel() }
    }
}

/// A handle to cancel the task that does the work, however it was started; a task group offers none for a single task.
///
/// `@unchecked`: any task may cancel it while it is alive, which the owner ensures.
@safe private struct CancellableTask: @unchecked Sendable {
    let task: UnsafeCurrentTask

    func cancel() { unsafe task.cancel() }
}
