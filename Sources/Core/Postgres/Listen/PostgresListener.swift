public import Logging

/// Receives notifications on a connection of its own, which it makes again when it is lost.
///
/// ```swift
/// let listener = PostgresListener(configuration, logger: logger)
/// async let running: Void = listener.run()
/// try await listener.listen(to: "jobs")
/// for await event in listener.events { … }
/// ```
/// A notification tells that something changed, not what: on `.mayHaveMissed` look at the tables again. Does not work
/// through PgBouncer in transaction mode.
public final class PostgresListener: Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        case notification(PostgresNotification)
        /// Notifications may have been sent that did not come: the connection was lost and made again, or the consumer
        /// was so slow that the buffer overflowed.
        case mayHaveMissed
    }

    /// The events, for one consumer. Ends when `run()` does.
    public let events: Events

    private let configuration: PostgresConfiguration
    private let logger: Logger
    private let buffer: NotificationBuffer
    private let channels = ListenerChannels()

    /// - Parameter limit: how many notifications wait for the consumer at most; then the oldest are dropped.
    public init(_ configuration: PostgresConfiguration, logger: Logger, buffering limit: Int = 1024) {
        var configuration = configuration
        // Little is sent to it and much is missed when its other side is gone without a word: a minute is enough.
        if configuration["tcp_user_timeout"] == nil { configuration.parameters["tcp_user_timeout"] = "60000" }
        self.configuration = configuration
        self.logger = logger
        buffer = NotificationBuffer(limit: limit)
        events = Events(buffer: buffer)
    }

    /// Begins to listen; returns when the server does, so that whatever is sent after this comes.
    ///
    /// While there is no connection it waits for one.
    public func listen(to channel: String) async throws(PostgresError) {
        guard !channel.isEmpty, channel.utf8.count < 64, !channel.utf8.contains(0) else {
            throw PostgresError(.usage, "the name of a channel has 1 to 63 bytes and no NUL")
        }
        try await channels.add(channel)
    }

    /// Stops listening.
    public func unlisten(_ channel: String) { channels.remove(channel) }

    /// Connects, receives, and connects again with growing pauses, until the task is cancelled.
    public func run() async {
        var pause = Duration.milliseconds(100)
        var wasConnected = false
        while !Task.isCancelled {
            do {
                let connection = try await PostgresConnection.connect(configuration, logger: logger)
                if wasConnected { logger.info("listening again") }
                try await receive(on: connection, isAgain: wasConnected) {
                    pause = .milliseconds(100)
                    wasConnected = true
                }
            } catch {
                guard !Task.isCancelled else { break }
                logger.warning(
                    "connection for notifications failed, to be tried again",
                    metadata: ["error": "\(error)", "delay": "\(pause)"]
                )
                try? await Task.sleep(for: pause * Double.random(in: 0.5...1))
                pause = min(pause * 2, .seconds(10))
            }
        }
        channels.finish()
        buffer.finish()
    }

    private func receive(
        on connection: PostgresConnection,
        isAgain: Bool,
        whenListening: () -> Void
    ) async throws {
        channels.connected(await connection.waker)
        do {
            try await connection.synchronize(channels, into: buffer)
            whenListening()
            if isAgain { buffer.addMissed() }
            while true { try await connection.receiveNotifications(channels, into: buffer) }
        } catch {
            channels.disconnected()
            await connection.close()
            throw error
        }
    }
}

extension PostgresListener {
    /// The events of a listener, as they come.
    public struct Events: AsyncSequence, Sendable {
        let buffer: NotificationBuffer

        /// Waits for the events.
        public struct AsyncIterator: AsyncIteratorProtocol {
            let buffer: NotificationBuffer

            /// The next event; nil when the listener has stopped or the task is cancelled.
            public mutating func next() async -> Event? { await buffer.next() }
        }

        /// Begins to wait. There must be one consumer at a time.
        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(buffer: buffer) }
    }
}
