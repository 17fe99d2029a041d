import Async
import Logging
import Synchronization

extension PostgresPool {
    typealias Instant = ContinuousClock.Instant

    /// A connection in the hands of one caller.
    struct Lease: Sendable {
        let place: PoolState.PlaceID
        let connection: PostgresConnection
        /// Whether to check that it answers before relying on it.
        let verify: Bool
        let acquisition: Acquisition
    }

    /// One caller's request for a connection.
    struct Acquisition: Sendable {
        let waiter: PoolState.WaiterID
        let began: Instant
        let deadline: Instant
    }

    func acquire() async throws -> Lease {
        try Task.checkCancellation()
        let began = Instant.now
        let (waiter, answer) = state.withLock { $0.request(at: began) }
        let lease = try await follow(
            Acquisition(waiter: waiter, began: began, deadline: began + configuration.acquireTimeout),
            answer
        )
        if let metrics {
            metrics.connectionLeased(waited: .now - began)
            metrics.changed(counts)
        }
        return lease
    }

    /// Exchanges a connection that was found dead or silent.
    func replace(_ lease: Lease, isSilent: Bool) async throws -> Lease {
        let (grant, followUp) = state.withLock { $0.unfit(lease.place, isSilent: isSilent, at: .now) }
        logger.debug("pooled connection found dead", metadata: ["silent": "\(isSilent)"])
        await finish(followUp)
        return try await follow(lease.acquisition, .granted(grant))
    }

    /// Follows the pool's answers until there is a connection.
    private func follow(_ acquisition: Acquisition, _ answer: PoolStateMachine.Answer) async throws -> Lease {
        do {
            return try await pursue(acquisition, answer)
        } catch {
            metrics?.leaseFailed(waited: .now - acquisition.began, error)
            throw error
        }
    }

    private func pursue(_ acquisition: Acquisition, _ first: PoolStateMachine.Answer) async throws -> Lease {
        var answer = first
        while true {
            let grant: PoolState.Grant
            switch answer {
            case .granted(let granted): grant = granted
            case .full: throw PostgresError.poolFull(waiting: counts.waiting)
            case .queued: grant = try await wait(acquisition)
            }
            switch grant {
            case .closed: throw PostgresError.poolClosed
            case .unreachable: throw state.withLock { $0.machine.failure?.reason } ?? PostgresError.poolClosed
            case .use(let place, let verify):
                guard let connection = state.withLock({ $0.connection(in: place) }) else {
                    throw PostgresError.poolClosed
                }
                return Lease(place: place, connection: connection, verify: verify, acquisition: acquisition)
            case .open(let place, let notBefore):
                switch try await open(place, notBefore: notBefore, acquisition) {
                case .opened(let connection):
                    return Lease(place: place, connection: connection, verify: false, acquisition: acquisition)
                case .failed(let next): answer = next
                }
            }
        }
    }

    /// Waits in line for a grant.
    private func wait(_ acquisition: Acquisition) async throws -> PoolState.Grant {
        let grant = try? await withTimeLimit(until: acquisition.deadline) { await self.nextGrant(acquisition.waiter) }
        guard let grant else {
            try Task.checkCancellation()
            throw timeout()
        }
        guard !Task.isCancelled else {
            await decline(grant)
            throw CancellationError()
        }
        return grant
    }

    /// The grant that comes for a waiter; nothing once the task is cancelled, unless the grant came before.
    private func nextGrant(_ waiter: PoolState.WaiterID) async -> PoolState.Grant? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wait = state.withLock { $0.wait(waiter, continuation) }
                if case .over(let grant) = wait { continuation.resume(returning: grant) }
            }
        } onCancel: {
            state.withLock { $0.withdraw(waiter) }?.resume(returning: nil)
        }
    }

    /// Passes on a grant that came too late to be used.
    func decline(_ grant: PoolState.Grant) async {
        let followUp: PoolState.FollowUp? = state.withLock { state in
            switch grant {
            case .use(let place, _): state.released(place, reusable: true, used: false, at: .now)
            case .open(let place, _): state.abandoned(place, at: .now)
            case .unreachable, .closed: nil
            }
        }
        if let followUp { await finish(followUp) }
    }

    /// - Parameter late: What took too long, unless the server is known to be unreachable.
    func timeout(_ late: PostgresError? = nil) -> PostgresError {
        let (counts, reason) = state.withLock { ($0.counts, $0.machine.failure?.reason ?? late) }
        return .poolTimeout(
            after: configuration.acquireTimeout,
            counts,
            maximum: configuration.limits.maximum,
            reason: reason
        )
    }
}
