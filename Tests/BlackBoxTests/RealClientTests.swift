import Foundation
import TestSupport
import Testing

extension BlackBox {
    /// The published Python client is a judge of its own: its models parse every answer strictly.
    @Suite("The published client")
    struct RealClientTests {
        /// A version of the PyPI package `mcp`, and how it opens.
        struct Client: Sendable, CustomTestStringConvertible {
            var version: String
            var mode: String

            var testDescription: String { "mcp \(version), \(mode)" }
        }

        static let clients = [
            Client(version: "2.3.0", mode: "auto"),
            Client(version: "2.3.0", mode: "legacy"),
            Client(version: "2.3.0", mode: "2026-07-28"),
            Client(version: "1.30.0", mode: "legacy"),
            Client(version: "1.12.4", mode: "legacy"),
            Client(version: "1.9.4", mode: "legacy"),
        ]

        /// One line of what the driver prints.
        struct Check: Decodable {
            var check: String
            var ok: Bool
            var detail: String
        }

        @Test("keeps, finds, changes and deletes documents, errs, waits, cancels and leaves", arguments: clients)
        func drives(_ client: Client) async throws {
            let environment = PythonEnvironment("mcp-\(client.version)")
            guard try environment.isPresent() else { return }
            let server = try server
            let driver = BuildProducts.packageRoot.appending(path: "Tests/RealClients/drive.py").path
            let result = try await TestBench.slots.take {
                try await CommandResult.of(
                    environment.python.path,
                    ["-B", driver, "--mode", client.mode, try server.path],
                    environment: server.environment
                )
            }
            let checks = try result.output.split(separator: "\n").map {
                try JSONDecoder().decode(Check.self, from: Data($0.utf8))
            }
            for check in checks { #expect(check.ok, "\(check.check): \(check.detail)") }
            #expect(checks.count > 20, "the driver broke off: \(result.errors.suffix(2_000))")
            #expect(result.succeeded)
        }
    }
}
