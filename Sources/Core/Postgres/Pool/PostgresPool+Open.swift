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
        if let notBefore {
            try? await Task.sleep(until: min(notBefore, errand.deadline), clock: .continuous)
            if Task.isCancelled || .now >= errand.deadline {
                await abandon(place, reason: nil)
                try Task.checkCancellation()
                throw timeout()
            }
        }
        let began = Instant.now
        let outcome: Result<PostgresConnection?, any Error>
        do {
            outcome = .success(try await withDeadline(errand.deadline) { try await self.connect() })
        } catch {
            outcome = .failure(error)
        }
        switch outcome {
        case .success(let connection?):
            return try await admit(connection, to: place, began: began)
        case .failure(let error) where !Task.isCancelled:
            return await refused(place, errand, error)
        default:
            let late = PostgresError(.timeout, "the server did not answer in time")
            await abandon(place, reason: Task.isCancelled ? nil : late)
            try Task.checkCancellation()
            throw timeout()
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

    private func admit(
        _ connection: PostgresConnection,
        to place: PoolState.PlaceID,
        began: Instant
    ) async throws -> Opening {
        let lifetime = configuration.limits.lifetime * Double.random(in: 0.9...1.1)
        let (aftermath, isClosed) = state.withLock { state in
            (state.opened(place, connection, lifetime: lifetime, at: .now), state.machine.isClosed)
        }
        metrics?.connectionOpened(in: .now - began)
        await finish(aftermath)
        if isClosed || Task.isCancelled {
            await finish(state.withLock { $0.released(place, reusable: true, at: .now) })
            try Task.checkCancellation()
            throw PostgresError.poolClosed
        }
        return .opened(connection)
    }

    private func abandon(_ place: PoolState.PlaceID, reason: (any Error)?) async {
        if let reason { metrics?.connectionFailed(reason) }
        await finish(
            state.withLock { $0.abandoned(place, reason: reason, jitter: Self.jitter(), at: .now) }
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
        logger.warning("Cannot connect to the database", metadata: ["error": "\(error)"])
        metrics?.connectionFailed(error)
        await finish(aftermath)
        return .failed(answer)
    }

    private static func jitter() -> Double { .random(in: 0.75...1.25) }

    /// Whether waiting will not help: a wrong name or password, a database that does not exist, settings that cannot be.
    private static func isPermanent(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError else { return false }
        if error.code == .configuration || error.code == .usage { return true }
        return error.sqlState == "28" as SQLState || error.sqlState == .invalidDatabase
    }
}
