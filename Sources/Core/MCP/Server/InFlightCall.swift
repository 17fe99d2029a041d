import Synchronization

/// Takes the whole response to one request, or nil when the client cancelled it and no response may be sent.
typealias Reply = @Sendable (_ response: [UInt8]?) -> Void

/// One tool call from its arrival to its answer. Exactly one of answer, cancellation and abandonment wins.
final class InFlightCall: Sendable {
    private enum State {
        case waiting
        case running(TaskHandle)
        case over
    }

    let call: ToolCall
    /// The size of the message, in bytes.
    let size: Int
    private let reply: Reply
    private let state = Mutex(State.waiting)

    init(_ call: ToolCall, size: Int, reply: @escaping Reply) {
        self.call = call
        self.size = size
        self.reply = reply
    }

    /// Does the work in the current task and answers, unless the call is over before.
    func run(on server: MCPServer, notify: @escaping @Sendable ([UInt8]) -> Void) async {
        await unsafe withUnsafeCurrentTask { task in
            guard let task = unsafe task, start(unsafe TaskHandle(task: task)) else { return }
            let response = await server.perform(call) { message in
                // Under the lock, so that nothing follows a cancellation.
                self.state.withLock { if case .running = $0 { notify(message) } }
            }
            end(cancelling: false) { reply(response) }
        }
    }

    /// Stops the work because the client wishes so: no answer.
    func cancel() {
        end(cancelling: true) { reply(nil) }
    }

    /// Answers in place of work that will not be done.
    func abandon() {
        end(cancelling: true) { reply(ResponseEncoder.error(.stopped, to: call.id)) }
    }

    private func start(_ task: TaskHandle) -> Bool {
        state.withLock { state in
            guard case .waiting = state else { return false }
            state = .running(task)
            return true
        }
    }

    private func end(cancelling: Bool, _ answer: () -> Void) {
        let won = state.withLock { state in
            defer { state = .over }
            switch state {
            case .over: return false
            case .waiting: return true
            case .running(let task):
                // The task cannot have ended: its own way out leads through this lock.
                if cancelling { task.cancel() }
                return true
            }
        }
        if won { answer() }
    }
}

/// A task of a task group, which offers no handle of its own, to be cancelled alone.
///
/// `@unchecked`: cancelling is allowed from any task while the task lives, which the owner sees to.
@safe private struct TaskHandle: @unchecked Sendable {
    let task: UnsafeCurrentTask

    func cancel() { unsafe task.cancel() }
}
