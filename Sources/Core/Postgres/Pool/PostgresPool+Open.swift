import Logging
import Synchronization

extension PostgresPool {
    enum Opening: Sendable {
        case opened(PostgresConnection)
        /// What the caller should do next when the server did not accept the connection.
        case failed(PoolStateMachine.Answer)
    }

    /// Opens a connection in a place that the caller owns.
    func open(_ place: PoolState.PlaceID, notBefore: Instant?, _ acquisition: Acquisition) async throws -> Opening {
        switch await attempt(place, notBefore: notBefore, until: acquisition.deadline) {
        case .connected(let connection): return .opened(connection)
        case .refused(let error): return await refused(place, acquisition, error)
        case .abandoned(let late):
            try Task.checkCancellation()
            throw state.withLock { $0.machine.isClosed } ? PostgresError.poolClosed : timeout(late)
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
        /// There was no time, or the task was cancelled, or the pool closed: the place is released.
        case abandoned(PostgresError?)
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
                return .abandoned(nil)
            }
        }
        let began = Instant.now
        let channel = OneShotChannel<Result<PostgresConnection, any Error>>()
        // A task of its own, since a host name lookup cannot be interrupted, and the caller does not wait for it. The
        // place stays taken until the task has ended, so that the pool does not close before that.
        let opening = Task {
            let outcome = await connect()
            if !channel.send(outcome) { await keep(outcome, in: place, began: began, deadline) }
        }
        switch await channel.receive(until: deadline) {
        case .success(let connection):
            return await admit(connection, to: place, began: began) ? .connected(connection) : .abandoned(nil)
        case .failure where Task.isCancelled:
            await abandon(place, reason: nil)
            return .abandoned(nil)
        case .failure(let error): return .refused(error)
        case nil:
            opening.cancel()
            return .abandoned(Self.late)
        }
    }

    private static let late = PostgresError(.timeout, "the server did not answer in time")

    /// Handles an outcome that nobody waits for any more.
    private func keep(
        _ outcome: Result<PostgresConnection, any Error>,
        in place: PoolState.PlaceID,
        began: Instant,
        _ deadline: Instant
    ) async {
        switch outcome {
        case .success(let connection):
            guard await admit(connection, to: place, began: began) else { return }
            await finish(state.withLock { $0.released(place, reusable: true, at: .now) })
        case .failure(let error):
            let isCancelled = error is CancellationError || (error as? PostgresError)?.code == .cancelled
            await abandon(place, reason: !isCancelled ? error : .now >= deadline ? Self.late : nil)
        }
    }

    private func connect() async -> Result<PostgresConnection, any Error> {
        do {
            let connection = try await PostgresConnection.connect(configuration.connection(), logger: logger)
            do {
                try await configuration.onConnect?(connection)
                return .success(connection)
            } catch {
                await connection.close()
                throw error
            }
        } catch {
            return .failure(error)
        }
    }

    /// - Returns: Whether the connection may be used; if not, the place is released.
    private func admit(_ connection: PostgresConnection, to place: PoolState.PlaceID, began: Instant) async -> Bool {
        let lifetime = configuration.limits.lifetime * Double.random(in: 0.9...1.1)
        let (followUp, isClosed) = state.withLock { state in
            (state.opened(place, connection, lifetime: lifetime, at: .now), state.machine.isClosed)
        }
        metrics?.connectionOpened(in: .now - began)
        await finish(followUp)
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

    private func refused(_ place: PoolState.PlaceID, _ acquisition: Acquisition, _ error: any Error) async -> Opening {
        let permanent = Self.isPermanent(error)
        let (answer, followUp) = state.withLock {
            $0.openFailed(
                place,
                waiter: acquisition.waiter,
                reason: error,
                permanent: permanent,
                jitter: Self.jitter(),
                at: .now
            )
        }
        report(error)
        await finish(followUp)
        return .failed(answer)
    }

    private func report(_ error: any Error) {
        logger.warning("database cannot be reached", metadata: ["error": "\(error)"])
        metrics?.connectionFailed(error)
    }

    private static func jitter() -> Double { .random(in: 0...1) }

    /// Whether waiting will not help: a wrong name or password, a database that does not exist, invalid settings.
    private static func isPermanent(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError else { return false }
        if error.code == .configuration || error.code == .usage { return true }
        return error.sqlState == "28" as SQLState || error.sqlState == .invalidDatabase
    }
}
