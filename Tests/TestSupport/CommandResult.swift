import Subprocess
import SystemPackage

/// What a command printed, and whether it said that it succeeded.
package struct CommandResult: Sendable {
    package var succeeded: Bool
    package var output: String
    package var errors: String

    /// Runs a program to its end, with nothing in its environment but what is given.
    package static func of(
        _ program: String,
        _ arguments: [String],
        environment: [String: String]
    ) async throws -> CommandResult {
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments(arguments),
            environment: Environment(environment),
            output: .string(limit: 16 << 20),
            error: .string(limit: 16 << 20)
        )
        return CommandResult(
            succeeded: result.terminationStatus.isSuccess,
            output: result.standardOutput,
            errors: result.standardError
        )
    }
}

extension Environment {
    /// Exactly the given variables.
    init(_ variables: [String: String]) {
        self = .custom(Dictionary(uniqueKeysWithValues: variables.map { (Key(stringLiteral: $0), $1) }))
    }
}
