public import Logging
import Synchronization

/// A bounded set of connections, opened when they are needed and lent to one caller at a time.
///
/// Callers are served in the order of their arrival. A caller waits no longer than `acquireTimeout`; a cancelled one
/// leaves at once. Connections are closed when they are lost, left inside a transaction that cannot be rolled back, too
/// old or idle for too long. While the server is unreachable, one caller at a time tries it, at growing intervals.
///
/// Inside a body every call runs on the connection's own thread:
/// ```swift
/// let names = try await pool.withConnection { connection in
///     try await connection.query("SELECT name FROM documents").map { try $0.decode(String.self) }
/// }
/// ```
/// Do not ask a pool for a second connection while holding a first: if all callers do so, they deadlock.
public final class PostgresPool: Sendable {
    /// The limits and timeouts of the pool.
    public let configuration: PostgresPoolConfiguration
    let logger: Logger
    let metrics: (any PostgresPoolMetrics)?
    let state: Mutex<PoolState>

    /// Makes a pool; no connection is opened yet.
    public init(
        _ configuration: PostgresPoolConfiguration,
        logger: Logger,
        metrics: (any PostgresPoolMetrics)? = nil
    ) {
        self.configuration = configuration
        self.logger = logger
        self.metrics = metrics
        state = Mutex(PoolState(configuration.limits))
    }

    /// How many connections and callers there are now.
    public var counts: PostgresPoolCounts { state.withLock { $0.counts } }

    /// Lends a connection to a body, and takes it back when the body returns or throws.
    ///
    /// A transaction that the body leaves open is rolled back.
    ///
    /// - Throws: What the body throws; before that, ``PostgresError`` with the code `poolTimeout`, `poolUnavailable`,
    ///   or the reason why no connection can be opened; `CancellationError`.
    public func withConnection<R: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) async throws -> R
    ) async throws -> R {
        var lease = try await acquire()
        while true {
            let began = ContinuousClock.now
            // The rest of the time is for another connection, should this one be silent.
            let limit = (lease.acquisition.deadline - began) / 2
            switch await Self.use(lease.connection, verify: lease.verify, within: limit, body) {
            case .used(let result, let reusable):
                await giveBack(lease, reusable: reusable, held: ContinuousClock.now - began)
                return try result.get()
            case .unfit(let isSilent):
                lease = try await replace(lease, isSilent: isSilent)
            }
        }
    }

    /// Refuses new and waiting callers, waits until every leased connection has come back, and closes them all.
    ///
    /// When the calling task is cancelled it does not wait; leased connections are then closed when they come back.
    public func close() async {
        let (closer, followUp) = state.withLock { ($0.newWaiter(), $0.close()) }
        await finish(followUp)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { $0.waitUntilDrained(closer, continuation) }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.stopWaiting(closer) }?.resume()
        }
    }

    private enum Usage<R: Sendable>: Sendable {
        case used(Result<R, any Error>, reusable: Bool)
        /// The connection was found dead, or silent, before the body began.
        case unfit(isSilent: Bool)
    }

    private static func use<R: Sendable>(
        _ connection: isolated PostgresConnection,
        verify: Bool,
        within limit: Duration,
        _ body: @Sendable (isolated PostgresConnection) async throws -> R
    ) async -> Usage<R> {
        switch await connection.fitness(verify: verify, within: limit) {
        case .fit: break
        case .dead: return .unfit(isSilent: false)
        case .silent: return .unfit(isSilent: true)
        }
        let result: Result<R, any Error>
        do {
            result = .success(try await body(connection))
        } catch {
            result = .failure(error)
        }
        return .used(result, reusable: connection.settleForPool())
    }

    // MARK: Taking back

    private func giveBack(_ lease: Lease, reusable: Bool, held: Duration) async {
        let followUp = state.withLock { $0.released(lease.place, reusable: reusable, at: .now) }
        metrics?.connectionReleased(held: held)
        await finish(followUp)
    }

    /// Carries out a change: wakes callers with a grant, and closes connections that have left the pool.
    func finish(_ followUp: PoolState.FollowUp) async {
        followUp.resume()
        for connection in followUp.close {
            await connection.close()
            metrics?.connectionClosed()
        }
        if let metrics { metrics.changed(counts) }
    }
}

extension PostgresConnection {
    /// Rolls back a transaction that a body has left open, even in a cancelled task.
    ///
    /// - Returns: Whether the next caller may have the connection.
    fileprivate func settleForPool() -> Bool {
        guard isUsable else { return false }
        switch transactionStatus {
        case .idle: return true
        case .inTransaction, .failed:
            _ = try? shieldedStatement { () throws(PostgresError) in try runUnnamed("ROLLBACK") }
            types.transactionEnded(committed: false)
            return isUsable && transactionStatus == .idle
        case .active, .unknown: return false
        }
    }
}
