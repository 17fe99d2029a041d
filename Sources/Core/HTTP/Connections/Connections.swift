import Logging
import NIOCore
import Synchronization

/// The open connections of one server, and who may have one.
final class Connections: Sendable {
    /// The connections of one address.
    private struct Peer {
        var count = 0
        /// Whether it has been logged that they are too many.
        var isKnown = false
    }

    private struct State {
        var open: [ObjectIdentifier: Connection] = [:]
        /// Addresses without connections are not remembered.
        var peers: [PeerAddress: Peer] = [:]
        /// The clients that wait for answers, by the channels of their requests.
        var clients: [ObjectIdentifier: ClientPresence] = [:]
        var onVacancy: (@Sendable () -> Void)?
        var isClosing = false
    }

    /// What to do with a new connection.
    private enum Admission {
        case admitted(count: Int)
        case refused(isNews: Bool)
    }

    /// How many connections there may be.
    let limit: Int
    private let limits: HTTPLimits
    private let metrics: HTTPMetrics
    private let logger: Logger
    private let state = Mutex(State())

    init(limits: HTTPLimits, limit: Int, metrics: HTTPMetrics, logger: Logger) {
        self.limits = limits
        self.limit = limit
        self.metrics = metrics
        self.logger = logger
    }

    // MARK: Opening

    var isFull: Bool { state.withLock { $0.open.count >= limit } }

    /// Registers what to do, on any thread, when a place becomes free after the last one was taken.
    func whenVacant(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onVacancy = action }
    }

    /// Adds a new connection; false where its address has too many, or the server stops.
    func admit(_ channel: any Channel) -> Bool {
        let peer = PeerAddress(channel.remoteAddress)
        switch admission(Connection(channel, from: peer)) {
        case .admitted(let count):
            metrics.record(connections: count)
            channel.closeFuture.whenComplete { _ in self.remove(channel) }
            return true
        case .refused(let isNews):
            guard isNews, let peer else { return false }
            logger.warning(
                "an address has too many connections; further ones are refused",
                metadata: ["address": "\(peer)", "connections": "\(limits.connectionsPerAddress)"]
            )
            return false
        }
    }

    private func admission(_ connection: Connection) -> Admission {
        state.withLock { state in
            guard !state.isClosing else { return .refused(isNews: false) }
            if let peer = connection.peer {
                var known = state.peers[peer, default: Peer()]
                defer { state.peers[peer] = known }
                guard known.count < limits.connectionsPerAddress else {
                    defer { known.isKnown = true }
                    return .refused(isNews: !known.isKnown)
                }
                known.count += 1
            }
            state.open[ObjectIdentifier(connection.channel)] = connection
            return .admitted(count: state.open.count)
        }
    }

    private func remove(_ channel: any Channel) {
        let (count, onVacancy) = state.withLock { state in
            let wasFull = state.open.count >= limit
            let connection = state.open.removeValue(forKey: ObjectIdentifier(channel))
            if let peer = connection?.peer {
                state.peers[peer]?.count -= 1
                if state.peers[peer]?.count == 0 { state.peers[peer] = nil }
            }
            return (state.open.count, wasFull && state.open.count < limit ? state.onVacancy : nil)
        }
        metrics.record(connections: count)
        onVacancy?()
    }

    /// The connection of a channel that has been admitted.
    func connection(of channel: any Channel) -> Connection? {
        state.withLock { $0.open[ObjectIdentifier(channel)] }
    }

    /// Ends the connections that have been idle for longest, some at a time: a new one needs the place more. Those that
    /// have just opened are left time for a request.
    func endIdle() {
        let latest = NIODeadline.now() - .seconds(1)
        let idle = state.withLock { state in
            state.open.values.compactMap { connection in
                connection.idleSince.flatMap { $0 <= latest ? (since: $0, connection: connection) : nil }
            }
        }
        for (_, connection) in idle.sorted(by: { $0.since < $1.since }).prefix(max(1, limit / 16)) {
            connection.order(.endIfIdle)
        }
    }

    // MARK: Requests

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

    // MARK: Closing

    /// Closes every idle connection at once, and the others after their answers.
    func quiesce() {
        for connection in closing() {
            connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    /// Closes every connection at once.
    func close() {
        for connection in closing() { connection.order(.close) }
    }

    private func closing() -> [Connection] {
        state.withLock { state in
            state.isClosing = true
            return Array(state.open.values)
        }
    }
}
