import Subprocess
import SystemPackage

/// A program that is started beside each server of the cluster and goes on when its starter ends, such as one that calls
/// ``EmbeddedCluster/stop(whenIdleFor:)``.
public struct ClusterWatcher: Sendable {
    private let program: String
    private let arguments: [String]
    private let environment: [String: String]

    /// - Parameters:
    ///   - program: The absolute path of the program.
    ///   - arguments: What it is told.
    ///   - environment: All of its environment.
    public init(program: String, arguments: [String], environment: [String: String]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }

    /// Starts it in a session of its own, with no descriptor of ours, and returns at once.
    func launch() async throws {
        let result = try await Subprocess.run(
            .path("/usr/bin/setsid"),
            arguments: Arguments(["--fork", program] + arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
            ),
            workingDirectory: "/",
            input: .none,
            output: .discarded,
            error: .discarded
        )
        guard result.terminationStatus.isSuccess else {
            throw EmbeddedClusterError(.start, "\(program) could not be started: \(result.terminationStatus).")
        }
    }
}
