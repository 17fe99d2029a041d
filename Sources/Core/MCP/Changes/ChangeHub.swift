import Synchronization

/// Carries changes from those who notice them to the clients that asked to be told.
package final class ChangeHub: Sendable {
    private struct WeakSubscriber: Sendable {
        weak let subscriber: Subscriber?
    }

    private let subscribers = Mutex<[WeakSubscriber]>([])

    /// A hub without subscribers.
    package init() {}

    /// Tells every subscriber that wants to know; never blocks.
    package func publish(_ change: Change) {
        for subscriber in live() { subscriber.note([change]) }
    }

    /// Tells every subscriber of all it wants to know: for when changes may have been missed.
    package func publishEverything() {
        for subscriber in live() { subscriber.noteEverything() }
    }

    /// How many subscribers there are.
    package var subscriberCount: Int { live().count }

    /// A new subscriber; it is one for as long as it is held.
    func subscribe(_ filter: ChangeFilter) -> Subscriber {
        let subscriber = Subscriber(filter)
        subscribers.withLock { list in
            list.removeAll { $0.subscriber == nil }
            list.append(WeakSubscriber(subscriber: subscriber))
        }
        return subscriber
    }

    private func live() -> [Subscriber] {
        subscribers.withLock { $0.compactMap(\.subscriber) }
    }
}
