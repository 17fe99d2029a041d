import NIOCore
import Synchronization

/// The open connections of one server.
final class Connections: Sendable {
    /// One connection, from its arrival.
    final class Connection: Sendable {
        let channel: any Channel
        /// Whether it has sent the head of a request.
        let hasSpoken = Atomic(false)

        init(_ channel: any Channel) {
            self.channel = channel
        }
    }

    private struct State {
        var open: [ObjectIdentifier: Connection] = [:]
        /// The clients that wait for answers, by the channels of their requests.
        var clients: [ObjectIdentifier: ClientPresence] = [:]
        var isClosing = false
    }

    private let state = Mutex(State())
    private let limit: Int
    private let metrics: HTTPMetrics

    init(limit: Int, metrics: HTTPMetrics) {
        self.limit = limit
        self.metrics = metrics
    }

    /// Adds a new connection; false where there is no room for it.
    func admit(_ channel: any Channel, headerTimeout: Duration) -> Bool {
        let connection = Connection(channel)
        let key = ObjectIdentifier(channel)
        let count: Int? = state.withLock { state in
            guard state.open.count < limit, !state.isClosing else { return nil }
            state.open[key] = connection
            return state.open.count
        }
        guard let count else { return false }
        metrics.record(connections: count)
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(headerTimeout)) {
            // Neither a TLS handshake nor a head may trickle in forever.
            if !connection.hasSpoken.load(ordering: .relaxed) { channel.close(promise: nil) }
        }
        channel.closeFuture.whenComplete { _ in
            deadline.cancel()
            let count = self.state.withLock { state in
                state.open[key] = nil
                return state.open.count
            }
            self.metrics.record(connections: count)
        }
        return true
    }

    /// The connection of a channel: itself, or the one that a stream of HTTP/2 is part of.
    func connection(of channel: any Channel) -> Connection? {
        state.withLock { state in
            state.open[ObjectIdentifier(channel)] ?? channel.parent.flatMap { state.open[ObjectIdentifier($0)] }
        }
    }

    /// The client at the other end of a channel that carries requests.
    func client(on channel: any Channel) -> ClientPresence? {
        state.withLock { $0.clients[ObjectIdentifier(channel)] }
    }

    func add(_ client: ClientPresence, on channel: any Channel) {
        state.withLock { $0.clients[ObjectIdentifier(channel)] = client }
    }

    func removeClient(on channel: any Channel) {
        state.withLock { $0.clients[ObjectIdentifier(channel)] = nil }
    }

    /// Closes every idle connection at once, and the others after their answers.
    func quiesce() {
        for connection in closing() {
            connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    /// Closes every connection at once.
    func close() {
        for connection in closing() { connection.channel.close(promise: nil) }
    }

    private func closing() -> [Connection] {
        state.withLock { state in
            state.isClosing = true
            return Array(state.open.values)
        }
    }
}
