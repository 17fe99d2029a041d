import Foundation
import TestSupport
import Testing

extension VectorStore {
    /// The published Python clients are judges of their own: their models parse every answer strictly.
    @Suite("The published clients")
    struct RealClientTests {
        /// A version of a PyPI package, how it opens, and over what.
        struct Client: Sendable, CustomTestStringConvertible {
            enum Package: String {
                case mcp
                case fastmcp
                case ag2
            }

            var package: Package
            var version: String
            var mode: String

            var testDescription: String { "\(package.rawValue) \(version), \(mode)" }
        }

        static let onBoth = [
            Client(package: .mcp, version: "2.3.0", mode: "auto"),
            Client(package: .mcp, version: "2.3.0", mode: "legacy"),
            Client(package: .mcp, version: "2.3.0", mode: "2026-07-28"),
            Client(package: .mcp, version: "1.30.0", mode: "legacy"),
            Client(package: .mcp, version: "1.12.4", mode: "legacy"),
            Client(package: .mcp, version: "1.9.4", mode: "legacy"),
            Client(package: .fastmcp, version: "4.2.3", mode: "auto"),
            Client(package: .ag2, version: "1.2.1", mode: "auto"),
            Client(package: .ag2, version: "1.2.1", mode: "legacy"),
            Client(package: .ag2, version: "0.9.9", mode: "legacy"),
        ]

        /// The first client of all knows pipes, and of HTTP what came before the transport of today.
        static let onPipes = [Client(package: .mcp, version: "1.2.1", mode: "legacy")] + onBoth

        /// One line of what the driver prints.
        struct Check: Decodable {
            var check: String
            var ok: Bool
            var detail: String
        }

        @Test("works with documents over standard streams, and leaves", arguments: onPipes)
        func overPipes(_ client: Client) async throws {
            try await TestBench.slots.take { try await drive(client) }
        }

        @Test("works with documents over HTTP", arguments: onBoth)
        func overHTTP(_ client: Client) async throws {
            guard try environment(client).isPresent() else { return }
            try await VectorStore.server.overHTTP(nil) { server in
                try await drive(client, ["--http", server.endpoint])
            }
        }

        private func environment(_ client: Client) -> PythonEnvironment {
            PythonEnvironment("\(client.package.rawValue)-\(client.version)")
        }

        private func drive(_ client: Client, _ options: [String] = []) async throws {
            let environment = environment(client)
            guard try environment.isPresent() else { return }
            let server = try server
            let driver = BuildProducts.packageRoot.appending(path: "Tests/RealClients/drive.py").path
            let how = ["--client", client.package.rawValue, "--mode", client.mode]
            let result = try await CommandResult.of(
                environment.python.path,
                ["-B", driver] + how + options + [try server.path],
                environment: server.environment
            )
            let checks = try result.output.split(separator: "\n").map {
                try JSONDecoder().decode(Check.self, from: Data($0.utf8))
            }
            for check in checks { #expect(check.ok, "\(check.check): \(check.detail)") }
            #expect(checks.count > 10, "the driver broke off: \(result.errors.suffix(2_000))")
            #expect(result.succeeded)
        }
    }
}
