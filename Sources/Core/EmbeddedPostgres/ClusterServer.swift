import Files
import Glibc
import Logging
import SystemPackage

/// The server process of a cluster: finds, starts and stops it, and cleans up after one that was killed.
struct ClusterServer: Sendable {
    let layout: ClusterLayout
    let logger: Logger
    private static let pause = Duration.milliseconds(5)

    /// Whether a server runs and accepts statements.
    func isReady() throws(Errno) -> Bool {
        guard let file = try PostmasterFile(reading: layout.postmasterFile), file.state == .ready else { return false }
        if file.isRunning(in: layout.data) { return true }
        // From another container that shares the folder the process is invisible, but its socket is not.
        return (try? ClusterSocket(layout).answers()) ?? false
    }

    /// Takes the lock that a running server holds, after waiting for the remaining processes of a killed one.
    ///
    /// - Returns: The lock, or nil when a server turned out to be ready.
    func vacant(owner: ClusterOwner, until deadline: ContinuousClock.Instant) async throws -> FileLock? {
        while true {
            if try isReady() { return nil }
            let file = try PostmasterFile(reading: layout.postmasterFile)
            if let lock = try FileLock.take(layout.running, owner: owner.keeper?.ids) {
                guard let file, file.isRunning(in: layout.data) else { return lock }
                // A server started by hand has no lock; it may not be ready yet, or run in single-user mode.
            }
            guard .now < deadline else { throw occupied(by: file) }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// Starts the server and waits until it accepts statements.
    ///
    /// - Parameter lock: The lock from ``vacant(owner:until:)``, passed on to the server.
    func start(
        _ programs: PostgresPrograms,
        holding lock: consuming FileLock,
        until deadline: ContinuousClock.Instant
    ) async throws {
        try clearStaleFiles()
        let log = try FileDescriptor.appending(to: layout.startLog, creating: .ownerReadWrite)
        let written = StartLog(layout)
        do {
            defer { try? log.close() }
            try log.resize(to: 0)
            try await programs.launch(
                ["-D", layout.data.string, "-k", "../run", "-p", "\(ClusterSocket.port)"],
                holding: lock.descriptor,
                log: log
            )
        }
        // From here on only the server and its children hold the lock.
        _ = consume lock
        while try !isReady() {
            let file = try PostmasterFile(reading: layout.postmasterFile)
            let seen = file.map { $0.isRunning(in: layout.data) } ?? false
            if !seen, try FileLock.isFree(layout.running) { throw failure(programs, log: written.tail()) }
            guard .now < deadline else {
                throw EmbeddedClusterError(
                    .timeout,
                    """
                    PostgreSQL is still starting, perhaps recovering after a crash. It continues: try again in a while. \
                    Its log is in \(layout.logs).
                    """,
                    log: written.tail()
                )
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// Shuts the server down, ending its sessions, and waits until its last process is gone.
    ///
    /// - Returns: Whether there was a server.
    func stop(until deadline: ContinuousClock.Instant) async throws -> Bool {
        guard let file = try PostmasterFile(reading: layout.postmasterFile), file.isRunning(in: layout.data) else {
            return false
        }
        guard kill(file.processID, SIGINT) == 0 || errno == ESRCH else {
            throw EmbeddedClusterError(
                .folder,
                "Process \(file.processID), the PostgreSQL of \(layout.cluster), belongs to someone else."
            )
        }
        while try file.isRunning(in: layout.data) || !FileLock.isFree(layout.running) {
            guard .now < deadline else { throw occupied(by: file) }
            try await Task.sleep(for: Self.pause)
        }
        return true
    }

    /// Removes the files of a killed server that would mislead PostgreSQL: it takes any living process with the
    /// recorded id for the server. The caller holds the running lock, so there is no server.
    private func clearStaleFiles() throws {
        if let file = try PostmasterFile(reading: layout.postmasterFile), file.isRunning(in: layout.data) {
            throw occupied(by: file)
        }
        let socketLock = layout.sockets.appending(ClusterSocket.fileName + ".lock")
        for path in [layout.postmasterFile, socketLock] where try path.exists() {
            logger.notice("database was not shut down cleanly, recovering", metadata: ["removed": "\(path)"])
            try path.removeFile()
        }
        try layout.sockets.appending(ClusterSocket.fileName).removeFile()
    }

    private func occupied(by file: PostmasterFile?) -> EmbeddedClusterError {
        let processes = Self.processes(in: layout.data)
        guard !processes.isEmpty else {
            return EmbeddedClusterError(
                .timeout,
                """
                A process still holds \(layout.running), which only a PostgreSQL server does, but no server answers in \
                \(layout.cluster). If another container shares this folder, wait for it or stop it.
                """
            )
        }
        let list = processes.map(String.init).joined(separator: " ")
        if let file, file.isRunning(in: layout.data) {
            return EmbeddedClusterError(
                .timeout,
                """
                PostgreSQL (process \(file.processID)) is \(file.state?.rawValue ?? "starting") and did not finish in \
                time. Try again in a while. Its log is in \(layout.logs).
                """
            )
        }
        return EmbeddedClusterError(
            .timeout,
            """
            A PostgreSQL server was killed and some of its processes have not ended; a new one must not start \
            alongside them. End them with: kill \(list)
            """
        )
    }

    /// The processes that work in a folder, as every process of a server does in its data folder.
    static func processes(in data: FilePath) -> [pid_t] {
        let names = (try? Folder.names(in: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { PostmasterFile("\($0)")?.isRunning(in: data) ?? false }.sorted()
    }

    private func failure(_ programs: PostgresPrograms, log: String) -> EmbeddedClusterError {
        if log.contains("No space left on device") { return Self.diskFull(layout, log: log) }
        return EmbeddedClusterError(
            .start,
            """
            PostgreSQL \(programs.version) did not start on \(layout.data). The data was not changed. Fix what it \
            complains of and try again; its logs are in \(layout.logs).
            """,
            log: log
        )
    }

    static func diskFull(_ layout: ClusterLayout, log: String) -> EmbeddedClusterError {
        EmbeddedClusterError(
            .folder,
            "The disk that holds \(layout.cluster) is full. Free some space on it and try again.",
            log: log
        )
    }
}
