package import Metrics
package import Postgres

/// Tells a metrics backend what happens in a pool of connections.
package struct PoolMetrics: PostgresPoolMetrics {
    private let factory: any MetricsFactory
    private let labels: [(String, String)]
    private let idle: Meter
    private let leased: Meter
    private let opening: Meter
    private let waiting: Meter
    private let opened: Counter
    private let closed: Counter
    private let openTime: Timer
    private let waitTime: Timer
    private let heldTime: Timer

    /// - Parameters:
    ///   - pool: The label `pool` of all its metrics, such as `main` or `read`.
    ///   - factory: The backend.
    package init(pool: String, factory: any MetricsFactory = MetricsSystem.factory) {
        let labels = [("pool", pool)]
        let connections = { state in
            Meter(label: "paddle_pool_connections", dimensions: labels + [("state", state)], factory: factory)
        }
        self.factory = factory
        self.labels = labels
        idle = connections("idle")
        leased = connections("leased")
        opening = connections("opening")
        waiting = Meter(label: "paddle_pool_waiting_callers", dimensions: labels, factory: factory)
        opened = Counter(label: "paddle_pool_connections_opened", dimensions: labels, factory: factory)
        closed = Counter(label: "paddle_pool_connections_closed", dimensions: labels, factory: factory)
        openTime = Timer(label: "paddle_pool_open", dimensions: labels, factory: factory)
        waitTime = Timer(label: "paddle_pool_wait", dimensions: labels, factory: factory)
        heldTime = Timer(label: "paddle_pool_held", dimensions: labels, factory: factory)
    }

    /// What each metric measures, for ``PrometheusMetrics/Configuration/help``.
    package static let help = [
        "paddle_pool_connections": "Database connections, by state.",
        "paddle_pool_waiting_callers": "Callers waiting for a database connection.",
        "paddle_pool_connections_opened": "Database connections opened.",
        "paddle_pool_connections_closed": "Database connections closed.",
        "paddle_pool_connection_failures": "Database connections that could not be opened, by kind of error.",
        "paddle_pool_lease_failures": "Callers that gave up without a database connection, by kind of error.",
        "paddle_pool_open": "Time to open a database connection.",
        "paddle_pool_wait": "Time a caller waited until it had a database connection.",
        "paddle_pool_held": "Time a caller held a database connection.",
    ]

    /// Counts and times it.
    package func connectionOpened(in duration: Duration) {
        opened.increment()
        openTime.record(duration: duration)
    }

    /// Counts it by kind of error.
    package func connectionFailed(_ error: any Error) {
        count("paddle_pool_connection_failures", error)
    }

    /// Counts it.
    package func connectionClosed() {
        closed.increment()
    }

    /// Times the wait.
    package func connectionLeased(waited: Duration) {
        waitTime.record(duration: waited)
    }

    /// Times the use.
    package func connectionReleased(held: Duration) {
        heldTime.record(duration: held)
    }

    /// Times the wait, and counts it by kind of error.
    package func leaseFailed(waited: Duration, _ error: any Error) {
        waitTime.record(duration: waited)
        count("paddle_pool_lease_failures", error)
    }

    /// Records the counts. Two changes at once may arrive in the wrong order; the pool's maintenance, which runs twice
    /// a minute or more often, puts that right.
    package func changed(_ counts: PostgresPoolCounts) {
        idle.set(counts.idle)
        leased.set(counts.leased)
        opening.set(counts.opening)
        waiting.set(counts.waiting)
    }

    private func count(_ label: String, _ error: any Error) {
        Counter(label: label, dimensions: labels + [("error", Self.kind(of: error))], factory: factory).increment()
    }

    /// One of a few words.
    private static func kind(of error: any Error) -> String {
        switch error {
        case let error as PostgresError: error.code.description
        case is CancellationError: PostgresError.Code.cancelled.description
        default: "other"
        }
    }
}
