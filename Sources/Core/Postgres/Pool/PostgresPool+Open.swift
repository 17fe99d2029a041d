import Logging
import Synchronization

extension PostgresPool {
    enum Opening: Sendable {
        case opened(PostgresConnection)
        /// The server did not take the connection: what the caller is to do next.
        case failed(PoolStateMachine.Answer)
    }

    /// Opens a connection in a place that the caller owns.
    func open(_ place: PoolState.PlaceID, notBefore: Instant?, _ errand: Errand) async throws -> Opening {
        switch await attempt(place, notBefore: notBefore, until: errand.deadline) {
        case .connected(let connection): return .opened(connection)
        case .refused(let error): return await refused(place, errand, error)
        case .abandoned:
            try Task.checkCancellation()
            throw state.withLock { $0.machine.isClosed } ? PostgresError.poolClosed : timeout()
        }
    }

    /// Opens a connection that nobody waits for, in a place that the caller owns.
    func openAhead(_ place: PoolState.PlaceID, notBefore: Instant?) async {
        switch await attempt(place, notBefore: notBefore, until: .now + configuration.acquireTimeout) {
        case .connected: await finish(state.withLock { $0.released(place, reusable: true, at: .now) })
        case .refused(let error): await abandon(place, reason: error)
        case .abandoned: break
        }
    }

    private enum Attempt {
        /// The connection is in its place, in use.
        case connected(PostgresConnection)
        /// The place is still the caller's.
        case refused(any Error)
        /// There was no time, or the task was cancelled, or the pool closed: the place is given up.
        case abandoned
    }

    private func attempt(
        _ place: PoolState.PlaceID,
        notBefore: Instant?,
        until deadline: Instant
    ) async -> Attempt {
        if let notBefore {
            try? await Task.sleep(until: min(notBefore, deadline), clock: .continuous)
            if Task.isCancelled || .now >= deadline {
                await abandon(place, reason: nil)
                return .abandoned
            }
        }
        let began = Instant.now
        let outcome: Result<PostgresConnection?, any Error>
        do {
            outcome = .success(try await withDeadline(deadline) { try await self.connect() })
        } catch {
            outcome = .failure(error)
        }
        switch outcome {
        case .success(let connection?):
            return await admit(connection, to: place, began: began) ? .connected(connection) : .abandoned
        case .failure(let error) where !Task.isCancelled:
            return .refused(error)
        default:
            let late = PostgresError(.timeout, "the server did not answer in time")
            await abandon(place, reason: Task.isCancelled ? nil : late)
            return .abandoned
        }
    }

    private func connect() async throws -> PostgresConnection {
        let connection = try await PostgresConnection.connect(configuration.connection(), logger: logger)
        guard let onConnect = configuration.onConnect else { return connection }
        do {
            try await onConnect(connection)
            return connection
        } catch {
            await connection.close()
            throw error
        }
    }

    /// - Returns: Whether the connection may be used; if not, the place is given up.
    private func admit(_ connection: PostgresConnection, to place: PoolState.PlaceID, began: Instant) async -> Bool {
        let lifetime = configuration.limits.lifetime * Double.random(in: 0.9...1.1)
        let (aftermath, isClosed) = state.withLock { state in
            (state.opened(place, connection, lifetime: lifetime, at: .now), state.machine.isClosed)
        }
        metrics?.connectionOpened(in: .now - began)
        await finish(aftermath)
        guard isClosed || Task.isCancelled else { return true }
        await finish(state.withLock { $0.released(place, reusable: true, at: .now) })
        return false
    }

    private func abandon(_ place: PoolState.PlaceID, reason: (any Error)?) async {
        if let reason { report(reason) }
        let permanent = reason.map(Self.isPermanent) ?? false
        await finish(
            state.withLock {
                $0.abandoned(place, reason: reason, permanent: permanent, jitter: Self.jitter(), at: .now)
            }
        )
    }

    private func refused(_ place: PoolState.PlaceID, _ errand: Errand, _ error: any Error) async -> Opening {
        let permanent = Self.isPermanent(error)
        let (answer, aftermath) = state.withLock {
            $0.openFailed(
                place,
                waiter: errand.waiter,
                reason: error,
                permanent: permanent,
                jitter: Self.jitter(),
                at: .now
            )
        }
        report(error)
        await finish(aftermath)
        return .failed(answer)
    }

    private func report(_ error: any Error) {
        logger.warning("Cannot connect to the database", metadata: ["error": "\(error)"])
        metrics?.connectionFailed(error)
    }

    private static func jitter() -> Double { .random(in: 0.75...1.25) }

    /// Whether waiting will not help: a wrong name or password, a database that does not exist, settings that cannot be.
    private static func isPermanent(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError else { return false }
        if error.code == .configuration || error.code == .usage { return true }
        return error.sqlState == "28" as SQLState || error.sqlState == .invalidDatabase
    }
}
