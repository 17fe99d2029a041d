import Foundation
import TestSupport

/// Opens the pages of the server of a bench in Debian's Chromium.
enum PageDriver {
    /// Runs a script against the server, over HTTP.
    ///
    /// - Parameters:
    ///   - options: What the script gets before the address of the server.
    ///   - count: How many checks it makes at least.
    static func drive(
        _ options: [String] = [],
        settings: [String: String] = [:],
        atLeast count: Int,
        script: String = "drive.py",
        in environment: PythonEnvironment = PythonEnvironment("playwright")
    ) async throws {
        guard try environment.isPresent(), try isChromiumPresent() else { return }
        try await TestBench.server.with(settings: settings).overHTTP(nil) { client in
            let driver = PythonDriver(environment, script: "Tests/PageTests/Python/\(script)")
            let variables = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "TMPDIR"].contains($0.key) }
            try await driver.run(
                options + [client.origin],
                environment: variables,
                atLeast: count
            )
        }
    }

    /// Not every system has it as a package, so outside CI these tests can be skipped.
    private static func isChromiumPresent() throws -> Bool {
        let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
        let names = ["chromium", "chromium-browser", "google-chrome"]
        let isPresent = folders.contains { folder in
            names.contains { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
        }
        if isPresent { return true }
        let advice = "no Chromium on PATH; run scripts/setup-python"
        guard ProcessInfo.processInfo.environment["CI"] == nil else { throw TestSupportError(advice) }
        print("skipped: \(advice)")
        return false
    }
}
