import Files
import Logging
import Postgres
import SystemPackage

extension EmbeddedCluster {
    /// Waits until nobody has been connected to the cluster for a while, then stops it; its data stays.
    ///
    /// It waits for a server that is still starting. Sessions that came and went unseen count as use; other processes
    /// that wait here do not. A client that connects just as the server stops finds it shutting down, and starts it
    /// again with ``connect()``.
    ///
    /// - Returns: Whether it was stopped; false where it does not run, or something else stops it meanwhile.
    /// - Throws: ``EmbeddedClusterError``, ``PostgresError`` when the cluster lets nobody in, or `CancellationError`.
    package func stop(whenIdleFor idle: Duration) async throws -> Bool {
        var lastSight = ContinuousClock.now
        while var configuration = try await joinOnceStarted() {
            configuration.applicationName = ClusterUse.watcher
            // Not in a user's database, which could not be dropped or copied meanwhile.
            configuration.parameters["dbname"] = "postgres"
            do {
                try await PostgresConnection.withConnection(configuration, logger: logger) { connection in
                    defer { lastSight = .now }
                    try await stop(whenIdleFor: idle, seenBy: connection)
                }
                return true
            } catch let error as PostgresError where .now - lastSight < timeLimit {
                // The server has ended, which joining will show, or only its sessions have, as after a crash.
                logger.debug("private database unreachable for a moment", metadata: ["reason": "\(error)"])
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        return false
    }

    /// How to connect; nil where there is no server, and none is starting.
    private func joinOnceStarted() async throws -> PostgresConfiguration? {
        try await explained {
            try layout.checkTrust()
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
                // Checked once more, since nobody can start it while the lock is held.
                if try await stop(unless: { try await !ClusterUse(connection).isIdle(since: use) }) { return }
            }
            use = now
            lastUse = .now
        }
    }
}

/// Who uses a cluster, besides the processes that wait for it to be idle.
private struct ClusterUse {
    /// The application name of those processes.
    static let watcher = "idle stop"

    /// Sessions that are open, including those of a running autovacuum.
    private let open: Int64
    /// Sessions since the statistics began.
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
