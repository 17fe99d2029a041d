import Files
import Logging
import Postgres
import SystemPackage

extension EmbeddedCluster {
    /// Waits until nobody has been connected to the cluster for a while, then stops it; its data stays.
    ///
    /// A server that is still starting is waited for. Sessions that came and went unseen count as use, others that wait
    /// here do not. Who connects just as it stops finds it shutting down, and starts it again by ``connect()``.
    ///
    /// - Returns: Whether it was stopped; false where it does not run, or stops by other hands meanwhile.
    /// - Throws: ``EmbeddedClusterError``, ``PostgresError`` when the cluster lets nobody in, or `CancellationError`.
    package func stop(whenIdleFor idle: Duration) async throws -> Bool {
        var lastSight = ContinuousClock.now
        while var configuration = try await joinOnceStarted() {
            configuration.applicationName = ClusterUse.watcher
            // In no database of a user, who could not drop or copy that meanwhile.
            configuration.parameters["dbname"] = "postgres"
            do {
                let connection = try await PostgresConnection.connect(configuration, logger: logger)
                do {
                    try await stop(whenIdleFor: idle, seenBy: connection)
                    await connection.close()
                    return true
                } catch {
                    lastSight = .now
                    await connection.close()
                    throw error
                }
            } catch let error as PostgresError where .now - lastSight < timeLimit {
                // The end of the server, of which joining tells; or of its sessions alone, as after a crash.
                logger.debug("private database not to be seen for a moment", metadata: ["reason": "\(error)"])
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        return false
    }

    /// How to connect, or nothing where there is no server, and none on its way up.
    private func joinOnceStarted() async throws -> PostgresConfiguration? {
        try await explained {
            guard try layout.data.exists() else { return nil }
            while true {
                if let running = try join() { return running }
                try checkPassword()
                if try FileLock.isFree(layout.running) { return nil }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private func stop(whenIdleFor idle: Duration, seenBy connection: PostgresConnection) async throws {
        let pause = min(idle / 4, .seconds(10))
        var use = try await ClusterUse(connection)
        var lastUse = ContinuousClock.now
        while true {
            try await Task.sleep(for: pause)
            let now = try await ClusterUse(connection)
            if now.isIdle(since: use) {
                guard .now - lastUse >= idle else { continue }
                // Under the lock, where nobody starts it; so looked at once more.
                if try await stop(unless: { try await !ClusterUse(connection).isIdle(since: use) }) { return }
            }
            use = now
            lastUse = .now
        }
    }
}

/// Who uses a cluster, beside those that wait for it to be idle.
private struct ClusterUse {
    /// What those call themselves.
    static let watcher = "idle stop"

    /// Sessions that are open, those of a running autovacuum among them.
    private let open: Int64
    /// Sessions that there ever were.
    private let total: Int64

    init(_ connection: PostgresConnection) async throws {
        (open, total) = try await connection.query(
            """
            SELECT
                (SELECT count(*) FROM pg_stat_activity
                    WHERE datid IS NOT NULL AND application_name IS DISTINCT FROM \(Self.watcher)),
                (SELECT sum(sessions)::bigint FROM pg_stat_database)
            """
        )[0].decode((Int64, Int64).self)
    }

    func isIdle(since earlier: ClusterUse) -> Bool { open == 0 && total == earlier.total }
}
