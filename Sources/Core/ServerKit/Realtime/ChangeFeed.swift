import Async
import Logging
import MCP
import Postgres
import ServiceLifecycle
import Synchronization

/// Carries the changes that the database announces to the clients that subscribed to them. It opens a connection of its
/// own when the first client subscribes.
final class ChangeFeed: Service {
    private let channels: [ChangeChannel]
    private let hub: ChangeHub
    private let resources: ServerResources
    private let wanted = Latch()
    private let listening: LazyValue<PostgresListener>

    init(channels: [ChangeChannel], hub: ChangeHub, resources: ServerResources) {
        self.channels = channels
        self.hub = hub
        self.resources = resources
        listening = LazyValue {
            // The triggers must be there before the first change is promised; a read-only server does not make them.
            let database = try await resources.database.value()
            for channel in channels where resources.settings.tools.isReadOnly {
                try await channel.requireTrigger(in: database)
            }
            let configuration = try await resources.directConfiguration()
            return PostgresListener(configuration, logger: resources.logger)
        }
    }

    /// Returns when changes made from now on that are announced on these channels will reach the hub.
    func watch(_ channels: [ChangeChannel]) async throws {
        let listener = try await listening.value()
        wanted.open()
        for channel in channels { try await listener.listen(to: channel.name) }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard await self.wanted.wait(), let listener = try? await self.listening.value() else { return }
            async let running: Void = listener.run()
            for await event in listener.events { self.tell(event) }
            await running
        }
        try? await gracefulShutdown()
    }

    private func tell(_ event: PostgresListener.Event) {
        guard case .notification(let notification) = event,
            let channel = channels.first(where: { $0.name == notification.channel }),
            let changes = channel.changes(notification.payload)
        else { return hub.publishEverything() }
        for change in changes { hub.publish(change) }
    }
}
