import Async

/// Which connection goes to whom, decided without doing anything: no clock, no socket, no lock.
///
/// A place is a connection, or room for one: there are never more places than `maximum`. A caller that is granted
/// `.open` owns a place and must answer with ``opened(_:at:)``, ``openFailed(_:reason:permanent:jitter:at:)`` or
/// ``abandoned(_:at:)``; one that is granted `.use` must answer with ``released(_:reusable:at:)`` or ``unfit(_:at:)``.
/// Waiting callers are served in the order of their arrival.
struct PoolStateMachine: Sendable {
    typealias Instant = ContinuousClock.Instant
    typealias PlaceID = Int
    typealias WaiterID = Int

    /// What a caller may do now.
    enum Grant: Equatable, Sendable {
        /// Use this connection; if it has been idle for long, first check that it still answers.
        case use(PlaceID, verify: Bool)
        /// Open a connection in this place, but not before an instant, if the server was unreachable just now.
        case open(PlaceID, notBefore: Instant?)
        /// Give up: the server cannot be reached, and trying again soon will not help.
        case unreachable
        /// Give up: the pool is closed.
        case closed
    }

    /// The answer to a caller that asks for a connection.
    enum Answer: Equatable, Sendable {
        case granted(Grant)
        /// Wait: a grant will come.
        case queued
        /// Too many are waiting.
        case full
    }

    /// What to do after something has changed.
    struct Effects: Equatable, Sendable {
        struct Award: Equatable, Sendable {
            let waiter: WaiterID
            let grant: Grant
        }
        /// Grants for waiting callers, in order.
        var awards: [Award] = []
        /// Connections to close; they have left the pool.
        var close: [PlaceID] = []
    }

    struct Limits: Sendable {
        var minimum = 0
        var maximum = 10
        var maximumWaiters = 10_000
        var verifyAfter = Duration.seconds(10)
        var idleTimeout = Duration.seconds(300)
        var lifetime = Duration.seconds(3600)
        var backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))
    }

    struct Counts: Equatable, Sendable {
        var idle = 0, leased = 0, opening = 0, waiting = 0
        var open: Int { idle + leased }
    }

    private struct Connection: Sendable {
        let expires: Instant
        var lastUsed: Instant
    }

    /// The failures of the server to accept connections.
    struct Failure: Sendable {
        var count: Int
        var notBefore: Instant
        var permanent: Bool
        var reason: any Error
    }

    let limits: Limits
    private(set) var failure: Failure?
    private(set) var isClosed = false
    private var connections: [PlaceID: Connection] = [:]
    /// The most recently used one is used again first, so that the others grow old and are closed.
    private var idle: [PlaceID] = []
    private var opening: Set<PlaceID> = []
    private var waiters = WaitQueue()
    private var nextPlace = 0
    /// Idle connections last used before this instant may be dead, since another one was.
    private var suspectBefore: Instant?

    init(_ limits: Limits) { self.limits = limits }

    var counts: Counts {
        Counts(
            idle: idle.count,
            leased: connections.count - idle.count,
            opening: opening.count,
            waiting: waiters.count
        )
    }

    /// Whether a closed pool has nothing left to wait for.
    var isDrained: Bool { isClosed && connections.isEmpty && opening.isEmpty }

    // MARK: Asking

    mutating func request(_ waiter: WaiterID, at now: Instant) -> Answer {
        if isClosed { return .granted(.closed) }
        if let failure, failure.permanent, now < failure.notBefore { return .granted(.unreachable) }
        if waiters.isEmpty, let grant = nextGrant(at: now) { return .granted(grant) }
        guard waiters.count < limits.maximumWaiters else { return .full }
        waiters.append(waiter)
        return .queued
    }

    /// Removes a caller that no longer wants to wait.
    ///
    /// - Returns: Whether it was still waiting; if not, its grant is on the way.
    mutating func withdrawn(_ waiter: WaiterID) -> Bool { waiters.remove(waiter) }

    // MARK: Opening

    /// The holder of a place has a connection now, and uses it.
    ///
    /// - Parameter lifetime: How long it may live, where that differs from the limit (it is spread a little, so that
    ///   connections opened together do not all end together).
    mutating func opened(_ place: PlaceID, lifetime: Duration? = nil, at now: Instant) -> Effects {
        opening.remove(place)
        failure = nil
        connections[place] = Connection(expires: now + (lifetime ?? limits.lifetime), lastUsed: now)
        return serveWaiters(at: now)
    }

    /// The holder of a place could not connect. It keeps its turn, but not always its place: while the server is
    /// unreachable only one caller tries, on behalf of all.
    mutating func openFailed(
        _ place: PlaceID,
        waiter: WaiterID,
        reason: any Error,
        permanent: Bool,
        jitter: Double,
        at now: Instant
    ) -> (answer: Answer, effects: Effects) {
        opening.remove(place)
        fail(reason, permanent: permanent, jitter: jitter, at: now)
        if isClosed { return (.granted(.closed), Effects()) }
        if permanent { return (.granted(.unreachable), dismissWaiters()) }
        if let grant = nextGrant(at: now) { return (.granted(grant), Effects()) }
        waiters.prepend(waiter)
        return (.queued, Effects())
    }

    /// The holder of a place gives it up and does not want another.
    ///
    /// - Parameters:
    ///   - reason: Why the server seems unreachable, if it did not accept the connection or took too long.
    ///   - permanent: Whether waiting will not help.
    mutating func abandoned(
        _ place: PlaceID,
        reason: (any Error)? = nil,
        permanent: Bool = false,
        jitter: Double = 1,
        at now: Instant
    ) -> Effects {
        opening.remove(place)
        guard let reason else { return serveWaiters(at: now) }
        fail(reason, permanent: permanent, jitter: jitter, at: now)
        return permanent ? dismissWaiters() : serveWaiters(at: now)
    }

    private mutating func dismissWaiters() -> Effects {
        Effects(awards: waiters.removeAll().map { Effects.Award(waiter: $0, grant: .unreachable) })
    }

    private mutating func fail(_ reason: any Error, permanent: Bool, jitter: Double, at now: Instant) {
        let count = (failure?.count ?? 0) + 1
        failure = Failure(
            count: count,
            notBefore: now + limits.backoff.delay(afterFailures: count, jitter: jitter),
            permanent: permanent,
            reason: reason
        )
        if let youngest = idle.last.flatMap({ connections[$0] }) { suspectBefore = youngest.lastUsed + .nanoseconds(1) }
    }

    // MARK: Giving back

    /// - Parameters:
    ///   - reusable: Whether the next caller may have it.
    ///   - used: Whether it was used at all, so that it is known to answer.
    mutating func released(_ place: PlaceID, reusable: Bool, used: Bool = true, at now: Instant) -> Effects {
        guard let connection = connections[place] else { return Effects() }
        guard reusable, !isClosed, now < connection.expires else {
            connections[place] = nil
            if !reusable { suspectBefore = now }
            var effects = serveWaiters(at: now)
            effects.close.append(place)
            return effects
        }
        if used { connections[place]?.lastUsed = now }
        idle.append(place)
        return serveWaiters(at: now)
    }

    /// A connection that was to be verified does not answer. It has left the pool; its holder gets another.
    ///
    /// - Parameter isSilent: Whether finding that out took time. Other idle ones may be silent as well, so a new one is
    ///   opened instead.
    mutating func unfit(_ place: PlaceID, isSilent: Bool = false, at now: Instant) -> Grant {
        connections[place] = nil
        suspectBefore = now
        if isClosed { return .closed }
        // The place has just become free, so there is room for one.
        return isSilent ? open(at: now) : nextGrant(at: now) ?? open(at: now)
    }

    // MARK: Upkeep

    /// Closes connections that are too old or idle for too long, and grants places to fill up to the minimum.
    ///
    /// The places granted are owned by the caller.
    mutating func upkeep(at now: Instant) -> (close: [PlaceID], open: [Grant]) {
        guard !isClosed else { return ([], []) }
        var close: [PlaceID] = []
        // The oldest come first.
        for place in idle {
            guard let connection = connections[place] else { continue }
            let surplus = connections.count - close.count > limits.minimum
            if now >= connection.expires || (surplus && now - connection.lastUsed >= limits.idleTimeout) {
                close.append(place)
            }
        }
        idle.removeAll(where: close.contains)
        for place in close { connections[place] = nil }
        var grants: [Grant] = []
        if failure == nil || opening.isEmpty {
            while connections.count + opening.count < min(limits.minimum, limits.maximum),
                failure == nil || grants.isEmpty
            { grants.append(open(at: now)) }
        }
        return (close, grants)
    }

    /// Refuses all current and future callers; leased connections are closed when they come back.
    mutating func close() -> Effects {
        isClosed = true
        let awards = waiters.removeAll().map { Effects.Award(waiter: $0, grant: .closed) }
        let close = idle
        for place in idle { connections[place] = nil }
        idle = []
        return Effects(awards: awards, close: close)
    }

    // MARK: Deciding

    private mutating func serveWaiters(at now: Instant) -> Effects {
        var effects = Effects()
        guard !isClosed else { return effects }
        while !waiters.isEmpty, let grant = nextGrant(at: now), let waiter = waiters.popFirst() {
            effects.awards.append(.init(waiter: waiter, grant: grant))
        }
        return effects
    }

    /// The best that is available at once: an idle connection, or else room for one. Nothing is granted without a
    /// caller.
    private mutating func nextGrant(at now: Instant) -> Grant? {
        if let place = idle.popLast(), let connection = connections[place] {
            let suspect = suspectBefore.map { connection.lastUsed < $0 } ?? false
            return .use(place, verify: suspect || now - connection.lastUsed >= limits.verifyAfter)
        }
        guard connections.count + opening.count < limits.maximum else { return nil }
        guard failure == nil || opening.isEmpty else { return nil }
        return open(at: now)
    }

    private mutating func open(at now: Instant) -> Grant {
        nextPlace += 1
        opening.insert(nextPlace)
        return .open(nextPlace, notBefore: failure.flatMap { now < $0.notBefore ? $0.notBefore : nil })
    }
}
