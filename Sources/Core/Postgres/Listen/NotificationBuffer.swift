import DequeModule
import Synchronization

/// The bounded buffer between the listener's connection and its consumer; it reports when events were lost.
final class NotificationBuffer: Sendable {
    private struct State {
        var notifications: Deque<PostgresNotification> = []
        var hasMissed = false
        var isFinished = false
        var consumer: CheckedContinuation<PostgresListener.Event?, Never>?

        /// The next event, if there is one, or the end.
        mutating func take() -> PostgresListener.Event?? {
            if hasMissed {
                hasMissed = false
                return .mayHaveMissed
            }
            guard let next = notifications.popFirst() else { return isFinished ? .some(nil) : nil }
            return .notification(next)
        }
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = max(1, limit) }

    /// Adds notifications. Beyond the limit the oldest are dropped, and the consumer learns of it.
    func add(_ notifications: [PostgresNotification]) {
        guard !notifications.isEmpty else { return }
        change { state in
            state.notifications += notifications
            let excess = state.notifications.count - limit
            if excess > 0 {
                state.notifications.removeFirst(excess)
                state.hasMissed = true
            }
        }
    }

    /// Tells the consumer that it may have missed notifications.
    func addMissed() { change { $0.hasMissed = true } }

    /// Ends the sequence after the buffered events.
    func finish() { change { $0.isFinished = true } }

    private func change(_ change: (inout State) -> Void) {
        let delivery = state.withLock {
            state -> (CheckedContinuation<PostgresListener.Event?, Never>, PostgresListener.Event?)? in
            change(&state)
            guard let consumer = state.consumer, let event = state.take() else { return nil }
            state.consumer = nil
            return (consumer, event)
        }
        if let (consumer, event) = delivery { consumer.resume(returning: event) }
    }

    /// The next event; nil at the end, or when the task is cancelled.
    func next() async -> PostgresListener.Event? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enum Answer { case now(PostgresListener.Event?), later, notAllowed }
                let answer = state.withLock { state -> Answer in
                    guard !Task.isCancelled else { return .now(nil) }
                    if let event = state.take() { return .now(event) }
                    guard state.consumer == nil else { return .notAllowed }
                    state.consumer = continuation
                    return .later
                }
                switch answer {
                case .now(let event): continuation.resume(returning: event)
                case .later: break
                case .notAllowed: preconditionFailure("the events of a PostgresListener have one consumer")
                }
            }
        } onCancel: {
            state.withLock { state in
                defer { state.consumer = nil }
                return state.consumer
            }?.resume(returning: nil)
        }
    }
}
