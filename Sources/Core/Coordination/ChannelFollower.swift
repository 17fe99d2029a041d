package import Logging
package import Postgres

/// Hears what the database announces on a channel, over a connection of its own, which is made anew where it is lost.
package struct ChannelFollower: Sendable {
    /// How long to wait before the database is asked for again.
    private static let pause = Duration.seconds(5)

    private let channel: String
    private let connecting: @Sendable () async throws -> PostgresConfiguration
    private let logger: Logger

    /// - Parameter connecting: How to make a connection that no pooler comes between.
    package init(
        _ channel: String,
        logger: Logger,
        connecting: @escaping @Sendable () async throws -> PostgresConfiguration
    ) {
        self.channel = channel
        self.connecting = connecting
        self.logger = logger
    }

    /// Calls `heard` for each announcement, and whenever some may have been missed, until the task is cancelled.
    package func run(_ heard: @escaping @Sendable () -> Void) async {
        while !Task.isCancelled {
            guard let configuration = try? await connecting() else {
                // The database is not there yet.
                try? await Task.sleep(for: Self.pause)
                continue
            }
            let listener = PostgresListener(configuration, logger: logger)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await listener.run() }
                group.addTask {
                    try? await listener.listen(to: channel)
                    heard()
                }
                for await _ in listener.events { heard() }
            }
        }
    }
}
