import NIOCore

/// When one connection has been silent for too long. What a single request may take is up to ``RequestGuard``.
struct ConnectionDeadlines {
    enum Action: Hashable {
        /// Look again then; nil for when something has happened.
        case wait(until: NIODeadline?)
        /// Ask the client whether it is there.
        case ping
        /// Tell the client that the connection ends.
        case end
        case close
    }

    /// How long a connection that is told to end has for it.
    static let linger = TimeAmount.seconds(1)

    private let limits: HTTPLimits
    private var requests = 0
    private var hasHadRequest = false
    /// Whether it is HTTP/2, which can ask the client whether it is there.
    private var isMultiplexed = false
    private(set) var idleSince: NIODeadline?
    /// When the head of a next request began to arrive.
    private var headSince: NIODeadline?
    private var receivedAt: NIODeadline
    /// When the client was asked whether it is there, and has not answered since.
    private(set) var pingedAt: NIODeadline?
    private var endedAt: NIODeadline?

    init(_ limits: HTTPLimits, at now: NIODeadline) {
        self.limits = limits
        idleSince = now
        receivedAt = now
    }

    /// What to do now.
    func action(at now: NIODeadline) -> Action {
        guard let (due, action) = next, now >= due else { return .wait(until: next?.due) }
        return action
    }

    private var next: (due: NIODeadline, action: Action)? {
        guard let idleSince else {
            guard isMultiplexed else { return nil }
            if let pingedAt { return (pingedAt + TimeAmount(limits.keepaliveTimeout), .close) }
            return (receivedAt + TimeAmount(limits.keepaliveInterval), .ping)
        }
        if let endedAt { return (max(endedAt, idleSince) + Self.linger, .close) }
        // Neither a TLS handshake nor a head may trickle in for ever.
        if !hasHadRequest { return (idleSince + TimeAmount(limits.headerTimeout), .close) }
        let idleEnd = idleSince + TimeAmount(limits.idleTimeout)
        guard let headSince else { return (idleEnd, .end) }
        return (min(idleEnd, headSince + TimeAmount(limits.headerTimeout)), .end)
    }

    // MARK: What happens

    mutating func requestBegan(isMultiplexed: Bool) {
        requests += 1
        hasHadRequest = true
        self.isMultiplexed = isMultiplexed
        idleSince = nil
        headSince = nil
    }

    mutating func requestEnded(at now: NIODeadline) {
        requests -= 1
        if requests == 0 { idleSince = now }
    }

    /// Bytes came, after what they began has begun.
    mutating func received(at now: NIODeadline) {
        receivedAt = now
        pingedAt = nil
        if idleSince != nil, hasHadRequest, !isMultiplexed, headSince == nil { headSince = now }
    }

    mutating func pinged(at now: NIODeadline) {
        pingedAt = now
    }

    mutating func ended(at now: NIODeadline) {
        endedAt = endedAt ?? now
    }
}
