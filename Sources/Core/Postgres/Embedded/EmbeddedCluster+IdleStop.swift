import Logging
import SystemPackage

extension EmbeddedCluster {
    /// Waits until nobody has been connected to the cluster for a while, then stops it; its data stays.
    ///
    /// Sessions that came and went unseen count as use. Who connects just as it stops finds it shutting down, and
    /// starts it again by ``connect()``.
    ///
    /// - Returns: Whether it was stopped; false where it does not run, or stops by other hands meanwhile.
    /// - Throws: ``EmbeddedClusterError``, or `CancellationError`.
    public func stop(whenIdleFor idle: Duration) async throws -> Bool {
        guard var configuration = try await explained({ try join() }) else { return false }
        configuration.applicationName = "idle stop"
        do {
            let connection = try await PostgresConnection.connect(configuration, logger: logger)
            do {
                let stopped = try await stop(whenIdleFor: idle, seenBy: connection)
                await connection.close()
                return stopped
            } catch {
                await connection.close()
                throw error
            }
        } catch let error as PostgresError {
            try Task.checkCancellation()
            logger.debug("The private database went away by itself", metadata: ["reason": "\(error)"])
            return false
        }
    }

    private func stop(whenIdleFor idle: Duration, seenBy connection: PostgresConnection) async throws -> Bool {
        let pause = min(idle / 4, .seconds(30))
        var use = try await ClusterUse(connection)
        var lastUse = ContinuousClock.now
        while true {
            try await Task.sleep(for: pause)
            let now = try await ClusterUse(connection)
            if now.isIdle(since: use) {
                guard .now - lastUse >= idle else { continue }
                // Under the lock, where nobody starts it; so looked at once more.
                let stopped = try await stop { try await !ClusterUse(connection).isIdle(since: use) }
                if stopped { return true }
            }
            use = now
            lastUse = .now
        }
    }
}

/// Who uses a cluster, beside the connection that asks.
private struct ClusterUse {
    /// Sessions that are open, those of a running autovacuum among them.
    private let open: Int64
    /// Sessions that there ever were.
    private let total: Int64

    init(_ connection: PostgresConnection) async throws {
        (open, total) = try await connection.query(
            """
            SELECT
                (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL AND pid <> pg_backend_pid()),
                (SELECT sum(sessions)::bigint FROM pg_stat_database)
            """
        )[0].decode((Int64, Int64).self)
    }

    func isIdle(since earlier: ClusterUse) -> Bool { open == 0 && total == earlier.total }
}
