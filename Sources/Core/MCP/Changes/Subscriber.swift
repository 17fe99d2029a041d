import OrderedCollections
import Synchronization

/// One client's wish to be told of changes. What it has not been told yet is kept once, however often it happened, so
/// that a slow client costs no more than its own filter.
final class Subscriber: Sendable {
    private struct State {
        var filter: ChangeFilter
        var pending: OrderedSet<Change> = []
        /// Whether the one who listens is owed a last answer.
        var endsGracefully = true
    }

    private let state: Mutex<State>
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(_ filter: ChangeFilter) {
        state = Mutex(State(filter: filter))
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What is wanted now.
    var filter: ChangeFilter { state.withLock { $0.filter } }

    func change(_ change: (inout ChangeFilter) -> Void) {
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

    /// No more changes are told; ``run(_:)`` returns.
    ///
    /// - Parameter gracefully: False where the client has gone or wants no last answer.
    func end(gracefully: Bool) {
        state.withLock { $0.endsGracefully = gracefully }
        signal.finish()
    }

    /// Hands over each change until the subscription ends or the task is cancelled.
    ///
    /// - Returns: whether a last answer is due.
    func run(_ send: (Change) async throws -> Void) async rethrows -> Bool {
        for await _ in signals {
            let changes = state.withLock { state in
                defer { state.pending.removeAll() }
                // A wish that was taken back meanwhile is not told any more.
                return state.pending.filter(state.filter.wants)
            }
            for change in changes { try await send(change) }
        }
        return !Task.isCancelled && state.withLock { $0.endsGracefully }
    }
}
