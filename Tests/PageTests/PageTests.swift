import Foundation
import TestSupport
import Testing

/// The pages of the built server, opened in Debian's Chromium.
@Suite("Pages in a browser", .testBench("vector-store"))
struct PageTests {
    private let environment = PythonEnvironment("playwright")

    @Test("the page of the server shows it, and its tools work from there, alone and framed by a client")
    func front() async throws {
        try await drive(atLeast: 110)
    }

    @Test("where tokens are required, a user signs in with one")
    func signIn() async throws {
        let token = "a-token-of-some-length"
        try await drive(["--token", token], settings: ["MCP_AUTH_TOKEN": token], atLeast: 15)
    }

    @Test("in the view search, documents are found, filtered and read, with the keyboard alone, too")
    func search() async throws {
        try await withDatabaseAccess { database in
            let settings = ["DATABASE_URL": database.url, "TOOLSETS": "documents,collections"]
            try await drive(["--search"], settings: settings, atLeast: 130)
        }
    }

    private func drive(_ options: [String] = [], settings: [String: String] = [:], atLeast count: Int) async throws {
        guard try environment.isPresent(), try isChromiumPresent() else { return }
        try await TestBench.server.with(settings: settings).overHTTP(nil) { client in
            let driver = PythonDriver(environment, script: "Tests/PageTests/Python/drive.py")
            let variables = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "TMPDIR"].contains($0.key) }
            try await driver.run(
                options + [client.origin],
                environment: variables,
                atLeast: count
            )
        }
    }

    /// Not every system has it as a package, so outside CI these tests can be skipped.
    private func isChromiumPresent() throws -> Bool {
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
