import Subprocess
import SystemPackage

/// What a command printed, and whether it said that it succeeded.
package struct CommandResult: Sendable {
    package var succeeded: Bool
    package var output: String
    package var errors: String

    /// Runs a program to its end, with nothing in its environment but what is given. One that does not end within the
    /// limit, a guard against hanging and no measurement, is killed, and the test has failed.
    package static func of(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        within limit: Duration = .seconds(400)
    ) async throws -> CommandResult {
        try await withThrowingTaskGroup(of: CommandResult.self) { group in
            group.addTask { try await run(program, arguments, environment) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw TestSupportError("\(program) \(arguments.joined(separator: " ")) did not end within \(limit)")
            }
            defer { group.cancelAll() }
            return try await group.next()!
        }
    }

    private static func run(
        _ program: String,
        _ arguments: [String],
        _ environment: [String: String]
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
