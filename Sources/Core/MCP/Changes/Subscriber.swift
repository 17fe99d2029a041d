import Async
import OrderedCollections
import Synchronization

/// One client's subscription to changes. A pending change is kept once, however often it happened, so that a slow
/// client costs no more than its own filter.
final class Subscriber: Sendable {
    private struct State {
        var filter: ChangeFilter
        var pending: OrderedSet<Change> = []
        /// Whether the client is owed a last answer.
        var endsGracefully = true
    }

    private let state: Mutex<State>
    /// The memory of the filter and of what is pending.
    let memory: ByteReservation?
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(_ filter: ChangeFilter, _ memory: ByteReservation? = nil) {
        state = Mutex(State(filter: filter))
        self.memory = memory
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Which changes the client wants now.
    var filter: ChangeFilter { state.withLock { $0.filter } }

    func change<Result: Sendable>(_ change: (inout ChangeFilter) -> Result) -> Result {
        state.withLock { change(&$0.filter) }
    }

    func note(_ changes: [Change]) {
        let isNews = state.withLock { state in
            let wanted = changes.filter(state.filter.wants)
            state.pending.append(contentsOf: wanted)
            return !wanted.isEmpty
        }
        if isNews { signal.yield() }
    }

    func noteEverything() {
        note(filter.everything)
    }

    /// Ends the subscription; ``run(_:)`` returns.
    ///
    /// - Parameter gracefully: False where the client has gone or wants no last answer.
    func end(gracefully: Bool) {
        state.withLock { $0.endsGracefully = gracefully }
        signal.finish()
    }

    /// Delivers each change until the subscription ends or the task is cancelled.
    ///
    /// - Returns: Whether a last answer is due.
    func run(_ send: (Change) async throws -> Void) async rethrows -> Bool {
        for await _ in signals {
            let changes = state.withLock { state in
                defer { state.pending.removeAll() }
                // The client may have unsubscribed from this change meanwhile.
                return state.pending.filter(state.filter.wants)
            }
            for change in changes { try await send(change) }
        }
        return !Task.isCancelled && state.withLock { $0.endsGracefully }
    }
}
