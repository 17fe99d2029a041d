import Files
import Glibc
import Logging
import Postgres
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import EmbeddedPostgres
@testable import Files

/// A PADDLE_HOME of its own for one test. Its cluster is stopped and everything removed when the test ends.
struct EmbeddedHome: Sendable {
    /// The temporary folder that holds the home and whatever else the test makes.
    let folder: FilePath
    /// PADDLE_HOME.
    let path: FilePath
    var layout: ClusterLayout { ClusterLayout(home: path.string) }
    var cluster: EmbeddedCluster { cluster() }

    func cluster(
        postgresql: FilePath? = nil,
        watcher: ClusterWatcher? = nil,
        logger: Logger = Self.errors,
        timeLimit: Duration = .seconds(300)
    ) -> EmbeddedCluster {
        EmbeddedCluster(
            home: path.string,
            postgresql: (postgresql ?? Self.postgresql).string,
            watcher: watcher,
            logger: logger,
            timeLimit: timeLimit
        )
    }

    private static let errors = {
        var logger = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        return logger
    }()

    /// Everything that the server has logged.
    func log() throws -> String {
        try Folder.names(in: layout.logs).map { name in
            String(decoding: try ClusterFiles.read(layout.logs.appending(name), last: 1 << 20), as: UTF8.self)
        }.joined(separator: "\n")
    }

    /// What is said where the cluster cannot be used, which is for this reason.
    func failure(_ code: EmbeddedClusterError.Code, postgresql: FilePath? = nil) async throws -> String {
        let error = await #expect(throws: EmbeddedClusterError.self) {
            try await cluster(postgresql: postgresql).connect()
        }
        #expect(error?.code == code)
        return error?.description ?? ""
    }

    static let postgresql = FilePath(PaddleHome.postgresql)
}

/// Gives `body` a home whose last component is `name`.
func withHome(_ name: String = "home", _ body: (EmbeddedHome) async throws -> Void) async throws {
    let folder = FilePath("/tmp/paddle-embedded-\(getpid())-\(UInt32.random(in: .min ... .max))")
    try Folder.make(folder, mode: 0o755)
    let home = EmbeddedHome(folder: folder, path: folder.appending(name))
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await body(home))
    } catch {
        outcome = .failure(error)
    }
    // A server that a cancelled start has launched may appear only now; the lock shows it from the beginning.
    repeat {
        for process in ClusterServer.processes(in: home.layout.data) { kill(process, SIGKILL) }
        try? await Task.sleep(for: .milliseconds(5))
    } while (try? home.layout.running.exists() && !FileLock.isFree(home.layout.running)) ?? false
    try await command("rm", "-rf", "--", folder.string)
    try outcome.get()
}

/// Runs a program of the system and expects it to succeed.
@discardableResult
func command(_ name: String, _ arguments: String...) async throws -> String {
    let result = try await run(
        .name(name),
        arguments: Arguments(arguments),
        output: .string(limit: 1 << 16),
        error: .combinedWithOutput
    )
    try #require(result.terminationStatus.isSuccess, "\(name) \(arguments): \(result.standardOutput)")
    return result.standardOutput
}
