import Synchronization

/// Gathers the responses to one batch and sends them as one array once the last has arrived.
final class BatchReply: Sendable {
    private struct State {
        var awaited: Int
        var responses: [Response] = []
    }

    private let state: Mutex<State>
    private let send: @Sendable (Response) -> Void

    init(awaiting count: Int, send: @escaping @Sendable (Response) -> Void) {
        state = Mutex(State(awaited: count))
        self.send = send
    }

    /// Takes the response to one request of the batch, or nil for one that was cancelled.
    func add(_ response: Response?) {
        let complete: [Response]? = state.withLock { state in
            if let response { state.responses.append(response) }
            state.awaited -= 1
            guard state.awaited == 0 else { return nil }
            defer { state.responses = [] }
            return state.responses
        }
        guard let complete, !complete.isEmpty else { return }
        send(Response(batch: complete))
    }
}
