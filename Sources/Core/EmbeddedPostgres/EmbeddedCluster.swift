import Files
package import Logging
package import Postgres
import SystemPackage

/// The one private PostgreSQL of a user, under PADDLE_HOME/cluster, that all servers share.
///
/// The first process that needs it creates and starts it; the others join. It listens only on a Unix socket, requires a
/// password that it generated itself, and goes on running when the process that started it ends. It is stopped by
/// ``stop()``, or by a watcher's ``stop(whenIdleFor:)``.
package struct EmbeddedCluster: Sendable {
    let layout: ClusterLayout
    private let postgresql: FilePath
    let logger: Logger
    private let server: ClusterServer
    private let watcher: ClusterWatcher?

    /// How long starting (recovery after a crash included) and stopping may each take.
    let timeLimit: Duration

    /// Describes a cluster; nothing is touched yet.
    ///
    /// - Parameters:
    ///   - home: PADDLE_HOME, created if missing.
    ///   - postgresql: The folder whose `bin` holds the programs of PostgreSQL 15 or newer, with pgvector.
    ///   - watcher: A program to start along with each server.
    ///   - logger: Logs when the cluster is created, started, recovered or stopped.
    package init(home: String, postgresql: String, watcher: ClusterWatcher? = nil, logger: Logger) {
        self.init(home: home, postgresql: postgresql, watcher: watcher, logger: logger, timeLimit: .seconds(60))
    }

    init(home: String, postgresql: String, watcher: ClusterWatcher? = nil, logger: Logger, timeLimit: Duration) {
        self.timeLimit = timeLimit
        self.watcher = watcher
        layout = ClusterLayout(home: home)
        self.postgresql = ClusterLayout(home: postgresql).home
        self.logger = logger
        server = ClusterServer(layout: layout, logger: logger)
    }

    /// Joins the running cluster, or starts it, creating it if necessary.
    ///
    /// Joining starts no process and takes well under a millisecond. Any number of processes may call this at the
    /// same instant.
    ///
    /// PG* variables have no effect; the few that no setting overrides, such as PGHOSTADDR and PGSERVICE, are removed
    /// from the process's environment.
    ///
    /// - Returns: How to connect as the role `paddle` to the database `paddle`.
    /// - Throws: ``EmbeddedClusterError``, or `CancellationError`.
    package func connect() async throws -> PostgresConfiguration {
        try await explained {
            try layout.checkTrust()
            try ClusterOwner.checkAccount(layout)
            if let running = try join() { return running }
            let deadline = ContinuousClock.now + timeLimit
            while true {
                let owner = try ClusterOwner(layout)
                try layout.create(owner)
                let start = try await startLock(owner, until: deadline) { try join() != nil }
                if let start { try await self.start(owner, holding: start, until: deadline) }
                if let running = try join() { return running }
                // Another process may have stopped it in between.
                try checkPassword()
                guard .now < deadline else { throw stoppedAgain() }
            }
        }
    }

    /// Shuts the cluster down, ending every session on it; its data stays.
    ///
    /// - Returns: Whether it was running.
    /// - Throws: ``EmbeddedClusterError``, or `CancellationError`.
    package func stop() async throws -> Bool {
        try await stop(unless: { false })
    }

    /// - Parameter isUsed: Called under the lock; if it returns true, nothing is stopped.
    func stop(unless isUsed: () async throws -> Bool) async throws -> Bool {
        try await explained {
            try layout.checkTrust()
            guard try layout.data.exists() else { return false }
            let deadline = ContinuousClock.now + timeLimit
            guard let lock = try await startLock(ClusterOwner(layout), until: deadline, unless: { false }) else {
                return false
            }
            if try await isUsed() { return false }
            let stopped = try await server.stop(until: deadline)
            _ = consume lock
            if stopped { logger.info("private database stopped", metadata: ["folder": "\(layout.cluster)"]) }
            return stopped
        }
    }

    /// The state of the cluster, determined without changing anything or starting a process.
    ///
    /// - Throws: ``EmbeddedClusterError`` when it belongs to someone else.
    package func status() async throws -> Status {
        try await explained {
            try layout.checkTrust()
            guard try layout.data.exists() else { return Status(state: .absent, layout: layout) }
            let version = try ClusterFiles.read(layout.data.appending("PG_VERSION"))
            var status = Status(state: .stopped, layout: layout)
            status.majorVersion = Int(String(decoding: version, as: UTF8.self).prefix { $0.isNumber })
            guard let file = try PostmasterFile(reading: layout.postmasterFile) else { return status }
            if try server.isReady() {
                status.state = .running
            } else if file.isRunning(in: layout.data) {
                status.state = file.state == .stopping ? .stopping : .starting
            } else {
                return status
            }
            status.processID = file.processID
            return status
        }
    }

    func join() throws -> PostgresConfiguration? {
        guard try server.isReady(), let secret = try ClusterSecret(reading: layout.secret) else { return nil }
        return ClusterAccess(socket: try ClusterSocket(layout), secret: secret).configuration
    }

    /// Throws for a server that runs but cannot be joined.
    func checkPassword() throws {
        guard try server.isReady(), try ClusterSecret(reading: layout.secret) == nil else { return }
        throw EmbeddedClusterError(
            .password,
            """
            PostgreSQL runs in \(layout.cluster), but \(layout.secret), the password, is missing. Stop the cluster \
            (`database stop`): the next start sets a new one.
            """
        )
    }

    private func stoppedAgain() -> EmbeddedClusterError {
        EmbeddedClusterError(
            .timeout,
            """
            Whenever the PostgreSQL in \(layout.cluster) was started, another process stopped it, until the time was \
            up. Find out what runs `database stop`, and try again.
            """
        )
    }

    /// Waits for the lock under which the cluster is started and stopped.
    ///
    /// - Returns: The lock, or nil when the condition became true first.
    private func startLock(
        _ owner: ClusterOwner,
        until deadline: ContinuousClock.Instant,
        unless condition: () throws -> Bool
    ) async throws -> FileLock? {
        while true {
            if let lock = try FileLock.take(layout.lock, owner: owner.keeper?.ids) { return lock }
            guard .now < deadline else {
                throw EmbeddedClusterError(
                    .timeout,
                    """
                    Another process has been starting or stopping the database for a while and holds \(layout.lock). \
                    See who with `fuser \(layout.lock)`, and try again.
                    """
                )
            }
            try await Task.sleep(for: .milliseconds(10))
            if try condition() { return nil }
        }
    }

    private func start(
        _ owner: ClusterOwner,
        holding start: consuming FileLock,
        until deadline: ContinuousClock.Instant
    ) async throws {
        guard let vacancy = try await server.vacant(owner: owner, until: deadline) else { return }
        let programs = try await PostgresPrograms(folder: postgresql, owner: owner)
        try await programs.checkEntry(to: layout.cluster, owner: owner)
        let initializer = ClusterInitializer(layout: layout, owner: owner, programs: programs, logger: logger)
        try await initializer.clearLeftovers()
        if try !layout.data.exists() {
            logger.info("making the private database", metadata: ["folder": "\(layout.cluster)"])
            try await initializer.initialize(holding: start.descriptor)
        } else {
            try checkVersion(programs)
            if try ClusterSecret(reading: layout.secret) == nil { try await initializer.renewPassword() }
        }
        // Started before the server, for which it waits, so that even a cancelled or killed start leaves a watcher.
        do {
            try await watcher?.launch(log: layout.watcherLog)
        } catch {
            logger.warning("private database has no watcher", metadata: ["reason": "\(error)"])
        }
        // However long creating it took, the server gets its full time to start.
        try await server.start(programs, holding: vacancy, until: .now + timeLimit)
        logger.info("private database started", metadata: ["folder": "\(layout.cluster)"])
    }

    private func checkVersion(_ programs: PostgresPrograms) throws {
        let file = layout.data.appending("PG_VERSION")
        guard let bytes = try? ClusterFiles.read(file),
            let major = Int(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber })
        else {
            throw EmbeddedClusterError(
                .versionMismatch,
                """
                \(layout.data) is not a data folder of PostgreSQL: \(file) cannot be read. If nothing in it is needed, move \
                it away; the next start makes a new one.
                """
            )
        }
        guard major == programs.major else {
            throw EmbeddedClusterError(
                .versionMismatch,
                """
                The data in \(layout.data) was made by PostgreSQL \(major), and \(programs.folder) is PostgreSQL \
                \(programs.version). Nothing was changed. Set PADDLE_POSTGRESQL to a PostgreSQL \(major), or bring the \
                data over: with PostgreSQL \(major) run pg_dump, move \(layout.data) away, start again and restore the dump.
                """
            )
        }
    }

    /// Runs work on the cluster, turning errors of the operating system into messages.
    func explained<R>(_ body: () async throws -> R) async throws -> R {
        do {
            return try await body()
        } catch Errno.noSpace {
            throw ClusterServer.diskFull(layout, log: "")
        } catch let error as Errno {
            throw EmbeddedClusterError(
                .folder,
                """
                The folder \(layout.cluster) cannot be used by \(Account.current.name): \(error). Make PADDLE_HOME a \
                folder that this account owns and may write to.
                """
            )
        }
    }
}
