import Files
import Glibc
import Subprocess
import SystemPackage

/// A program that is started along with each server of the cluster and outlives the process that starts it, such as one
/// that calls ``EmbeddedCluster/stop(whenIdleFor:)``.
package struct ClusterWatcher: Sendable {
    private let program: String
    private let arguments: [String]
    private let environment: [String: String]

    /// - Parameters:
    ///   - program: The absolute path of the program.
    ///   - arguments: Its arguments.
    ///   - environment: All of its environment.
    package init(program: String, arguments: [String], environment: [String: String]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }

    /// Starts it in a session of its own and returns at once. It inherits no descriptor; its output goes to a log.
    func launch(log path: FilePath) async throws {
        // `setsid --fork` does not report whether the program could be run.
        guard unsafe access(program, X_OK) == 0 else {
            throw EmbeddedClusterError(.start, "\(program) cannot be run: \(Errno(rawValue: errno)).")
        }
        let log = try FileDescriptor.appending(to: path, creating: .ownerReadWrite)
        defer { try? log.close() }
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let result = try await Subprocess.run(
            .path("/usr/bin/setsid"),
            arguments: Arguments(["--fork", program] + arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
            workingDirectory: "/",
            input: .none,
            output: .fileDescriptor(log, closeAfterSpawningProcess: false),
            // Not `combinedWithOutput`, whose copy stays open (swift-subprocess 1.0.2).
            error: .fileDescriptor(log, closeAfterSpawningProcess: false)
        )
        guard result.terminationStatus.isSuccess else {
            throw EmbeddedClusterError(.start, "\(program) could not be started: \(result.terminationStatus).")
        }
    }
}
