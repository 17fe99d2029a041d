import Async
import Synchronization

/// Passes changes on to the clients that subscribed to them.
package final class ChangeHub: Sendable {
    private struct WeakSubscriber: Sendable {
        weak let subscriber: Subscriber?
    }

    private let subscribers = Mutex<[WeakSubscriber]>([])

    /// A hub without subscribers.
    package init() {}

    /// Notifies every subscriber that wants this change; never blocks.
    package func publish(_ change: Change) {
        for subscriber in live() { subscriber.note([change]) }
    }

    /// Notifies every subscriber of everything it subscribed to, for when changes may have been missed.
    package func publishEverything() {
        for subscriber in live() { subscriber.noteEverything() }
    }

    /// How many subscribers there are.
    package var subscriberCount: Int { live().count }

    /// A new subscriber, which is subscribed for as long as it is retained.
    func subscribe(_ filter: ChangeFilter, _ memory: ByteReservation? = nil) -> Subscriber {
        let subscriber = Subscriber(filter, memory)
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
