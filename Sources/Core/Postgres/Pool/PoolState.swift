/// The state that a pool keeps under its lock: the decisions, the connections, and the waiting callers.
struct PoolState {
    typealias PlaceID = PoolStateMachine.PlaceID
    typealias WaiterID = PoolStateMachine.WaiterID
    typealias Grant = PoolStateMachine.Grant

    private(set) var machine: PoolStateMachine
    private var connections: [PlaceID: PostgresConnection] = [:]
    private var waiting: [WaiterID: CheckedContinuation<Grant?, Never>] = [:]
    /// Grants for callers that were queued a moment ago and have not begun to wait.
    private var early: [WaiterID: Grant] = [:]
    private var closers: [WaiterID: CheckedContinuation<Void, Never>] = [:]
    private var nextWaiter = 0

    init(_ limits: PoolStateMachine.Limits) { machine = PoolStateMachine(limits) }

    /// What to do once the lock is released.
    struct FollowUp {
        fileprivate var resumptions: [(CheckedContinuation<Grant?, Never>, Grant)] = []
        fileprivate var closers: [CheckedContinuation<Void, Never>] = []
        /// Connections that have left the pool.
        var close: [PostgresConnection] = []

        func resume() {
            for (continuation, grant) in resumptions { continuation.resume(returning: grant) }
            for closer in closers { closer.resume() }
        }
    }

    var counts: PostgresPoolCounts {
        let counts = machine.counts
        return PostgresPoolCounts(
            idle: counts.idle,
            leased: counts.leased,
            opening: counts.opening,
            waiting: counts.waiting
        )
    }

    /// A number that is not in use.
    mutating func newWaiter() -> WaiterID {
        nextWaiter += 1
        return nextWaiter
    }

    mutating func request(at now: ContinuousClock.Instant) -> (WaiterID, PoolStateMachine.Answer) {
        let waiter = newWaiter()
        return (waiter, machine.request(waiter, at: now))
    }

    /// What a caller that begins to wait finds.
    enum Wait {
        case begun
        /// A grant that has already come; nil when the task was cancelled first.
        case over(Grant?)
    }

    mutating func wait(_ waiter: WaiterID, _ continuation: CheckedContinuation<Grant?, Never>) -> Wait {
        if let grant = early.removeValue(forKey: waiter) { return .over(grant) }
        if Task.isCancelled {
            _ = machine.withdrawn(waiter)
            return .over(nil)
        }
        waiting[waiter] = continuation
        return .begun
    }

    /// Stops waiting, unless a grant has come.
    ///
    /// - Returns: The continuation to resume with nil.
    mutating func withdraw(_ waiter: WaiterID) -> CheckedContinuation<Grant?, Never>? {
        machine.withdrawn(waiter) ? waiting.removeValue(forKey: waiter) : nil
    }

    func connection(in place: PlaceID) -> PostgresConnection? { connections[place] }

    mutating func opened(
        _ place: PlaceID,
        _ connection: PostgresConnection,
        lifetime: Duration,
        at now: ContinuousClock.Instant
    ) -> FollowUp {
        connections[place] = connection
        return followUp(machine.opened(place, lifetime: lifetime, at: now))
    }

    mutating func openFailed(
        _ place: PlaceID,
        waiter: WaiterID,
        reason: any Error,
        permanent: Bool,
        jitter: Double,
        at now: ContinuousClock.Instant
    ) -> (PoolStateMachine.Answer, FollowUp) {
        let (answer, effects) = machine.openFailed(
            place,
            waiter: waiter,
            reason: reason,
            permanent: permanent,
            jitter: jitter,
            at: now
        )
        return (answer, followUp(effects))
    }

    mutating func abandoned(
        _ place: PlaceID,
        reason: (any Error)? = nil,
        permanent: Bool = false,
        jitter: Double = 1,
        at now: ContinuousClock.Instant
    ) -> FollowUp {
        followUp(machine.abandoned(place, reason: reason, permanent: permanent, jitter: jitter, at: now))
    }

    mutating func released(
        _ place: PlaceID,
        reusable: Bool,
        used: Bool = true,
        at now: ContinuousClock.Instant
    ) -> FollowUp {
        followUp(machine.released(place, reusable: reusable, used: used, at: now))
    }

    mutating func unfit(_ place: PlaceID, isSilent: Bool, at now: ContinuousClock.Instant) -> (Grant, FollowUp) {
        let grant = machine.unfit(place, isSilent: isSilent, at: now)
        var followUp = followUp(PoolStateMachine.Effects())
        if let connection = connections.removeValue(forKey: place) { followUp.close.append(connection) }
        return (grant, followUp)
    }

    mutating func upkeep(at now: ContinuousClock.Instant) -> ([Grant], FollowUp) {
        let (close, open) = machine.upkeep(at: now)
        return (open, followUp(PoolStateMachine.Effects(close: close)))
    }

    mutating func close() -> FollowUp { followUp(machine.close()) }

    /// Begins to wait for the last connection to come back; `false` when there is nothing to wait for.
    mutating func waitUntilDrained(_ closer: WaiterID, _ continuation: CheckedContinuation<Void, Never>) -> Bool {
        if machine.isDrained || Task.isCancelled { return false }
        closers[closer] = continuation
        return true
    }

    mutating func stopWaiting(_ closer: WaiterID) -> CheckedContinuation<Void, Never>? {
        closers.removeValue(forKey: closer)
    }

    private mutating func followUp(_ effects: PoolStateMachine.Effects) -> FollowUp {
        var followUp = FollowUp()
        for award in effects.awards {
            if let continuation = waiting.removeValue(forKey: award.waiter) {
                followUp.resumptions.append((continuation, award.grant))
            } else {
                early[award.waiter] = award.grant
            }
        }
        followUp.close = effects.close.compactMap { connections.removeValue(forKey: $0) }
        if machine.isDrained {
            followUp.closers = Array(closers.values)
            closers = [:]
        }
        return followUp
    }
}
