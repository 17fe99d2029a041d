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
            let server = try VectorStore.server
            let how = ["--client", client.package.rawValue, "--mode", client.mode]
            try await PythonDriver(environment, script: "Tests/RealClients/drive.py")
                .run(how + options + [try server.path], environment: server.environment, atLeast: 11)
        }
    }
}
