import TestSupport
import Testing

extension RAGSpecification {
    /// The published Python clients are judges of their own: their models parse every answer strictly.
    @Suite("The published clients")
    struct RealClientTests {
        private static let clients = [
            ("mcp", "2.3.0", "auto"), ("mcp", "2.3.0", "2026-07-28"), ("mcp", "1.30.0", "legacy"),
            ("mcp", "1.9.4", "legacy"), ("fastmcp", "4.2.3", "auto"),
        ]

        @Test("add, search, pack and answer, over standard streams and over HTTP", arguments: clients)
        func drive(_ package: String, _ version: String, _ mode: String) async throws {
            let environment = PythonEnvironment("\(package)-\(version)")
            guard try environment.isPresent() else { return }
            let server = try RAGSpecification.server
            let driver = PythonDriver(environment, script: "Tests/RealClients/drive.py")
            let how = ["--client", package, "--mode", mode]
            try await TestBench.slots.take {
                try await driver.run(how + [try server.path], environment: server.environment, atLeast: 12)
            }
            try await server.overHTTP(nil) { served in
                let options = ["--http", served.endpoint, try server.path]
                try await driver.run(how + options, environment: server.environment, atLeast: 12)
            }
        }

        @Test("a client's own model writes the answer, over standard streams and over HTTP")
        func sampling() async throws {
            let environment = PythonEnvironment("mcp-2.3.0")
            guard try environment.isPresent() else { return }
            let server = try RAGSpecification.server
            let driver = PythonDriver(environment, script: "Tests/RealClients/sampling.py")
            try await TestBench.slots.take {
                try await driver.run([try server.path], environment: server.environment, atLeast: 10)
            }
            try await server.overHTTP(nil) { served in
                let options = ["--http", served.endpoint, try server.path]
                try await driver.run(options, environment: server.environment, atLeast: 8)
            }
        }
    }
}
