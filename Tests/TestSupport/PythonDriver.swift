import Foundation
import Testing

/// A program in Python that drives a server and prints one line of JSON for each check that it made.
package struct PythonDriver: Sendable {
    private let environment: PythonEnvironment
    private let script: String

    /// - Parameter script: its path inside the package.
    package init(_ environment: PythonEnvironment, script: String) {
        self.environment = environment
        self.script = script
    }

    /// Runs it; each check that did not hold is an issue of the current test.
    /// - Parameters:
    ///   - variables: the whole environment of the process, but for what Python needs to find shared modules.
    ///   - count: how many checks there are at least, so that a driver that broke off is noticed.
    package func run(_ arguments: [String], environment variables: [String: String], atLeast count: Int) async throws {
        let shared = BuildProducts.packageRoot.appending(path: "Tests/TestSupport/Python").path
        let result = try await CommandResult.of(
            environment.python.path,
            ["-B", BuildProducts.packageRoot.appending(path: script).path] + arguments,
            environment: variables.merging(["PYTHONPATH": shared]) { _, ours in ours }
        )
        let checks = try result.output.split(separator: "\n").map {
            try JSONDecoder().decode(Check.self, from: Data($0.utf8))
        }
        for check in checks where !check.ok { Issue.record("\(check.check): \(check.detail)") }
        #expect(checks.count >= count, "the driver broke off: \(result.errors.suffix(2_000))")
        #expect(result.succeeded, "\(result.errors.suffix(2_000))")
    }

    /// One line of what it prints.
    private struct Check: Decodable {
        var check: String
        var ok: Bool
        var detail: String
    }
}
