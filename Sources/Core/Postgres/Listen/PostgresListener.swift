import Async
public import Logging

/// Receives notifications on a connection of its own, which it reopens when it is lost.
///
/// ```swift
/// let listener = PostgresListener(configuration, logger: logger)
/// async let running: Void = listener.run()
/// try await listener.listen(to: "jobs")
/// for await event in listener.events { … }
/// ```
/// On `.mayHaveMissed`, read the tables again. Behind a pooler nobody can listen; the listener then asks every second
/// whether anything was written on the server, and says `.mayHaveMissed` where it was.
public final class PostgresListener: Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        case notification(PostgresNotification)
        /// Notifications may have been missed: the connection was lost and reopened, or the consumer was so slow that
        /// the buffer overflowed.
        case mayHaveMissed
    }

    /// The events, for one consumer. Ends when `run()` does.
    public let events: Events

    private static let backoff = Backoff(first: .milliseconds(100), longest: .seconds(10))

    private let configuration: PostgresConfiguration
    private let logger: Logger
    let buffer: NotificationBuffer
    let channels = ListenerChannels()

    /// - Parameter limit: How many notifications may wait for the consumer; beyond that the oldest are dropped.
    public init(_ configuration: PostgresConfiguration, logger: Logger, buffering limit: Int = 1024) {
        var configuration = configuration
        // It sends little, and misses much when its peer has vanished: a minute is enough.
        if configuration["tcp_user_timeout"] == nil { configuration.parameters["tcp_user_timeout"] = "60000" }
        self.configuration = configuration
        self.logger = logger
        buffer = NotificationBuffer(limit: limit)
        events = Events(buffer: buffer)
    }

    /// Begins to listen; returns when the server listens, so that everything sent afterwards arrives.
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

    /// Connects, receives, and reconnects with growing pauses, until the task is cancelled.
    public func run() async {
        var failures = 0
        var wasConnected = false
        while !Task.isCancelled {
            do {
                let connection = try await PostgresConnection.connect(configuration, logger: logger)
                if wasConnected { logger.info("listening again") }
                try await receive(on: connection, isAgain: wasConnected) {
                    failures = 0
                    wasConnected = true
                }
            } catch {
                guard !Task.isCancelled else { break }
                failures += 1
                let delay = Self.backoff.delay(afterFailures: failures)
                logger.warning(
                    "connection for notifications failed, to be tried again",
                    metadata: ["error": "\(error)", "delay": "\(delay)"]
                )
                try? await Task.sleep(for: delay)
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
            if await connection.isPooled {
                logger.info("no notifications pass a pooler, the database is asked for changes instead")
                try await poll(on: connection) {
                    whenListening()
                    if isAgain { buffer.addMissed() }
                }
            }
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
    /// The events of a listener, as they arrive.
    public struct Events: AsyncSequence, Sendable {
        let buffer: NotificationBuffer

        /// Iterates over the events.
        public struct AsyncIterator: AsyncIteratorProtocol {
            let buffer: NotificationBuffer

            /// The next event; nil when the listener has stopped or the task is cancelled.
            public mutating func next() async -> Event? { await buffer.next() }
        }

        /// Makes an iterator. There must be only one consumer at a time.
        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(buffer: buffer) }
    }
}
