import MCP
import ServiceLifecycle

/// Serves MCP on a pair of pipes until the client closes its end, or the process is told to stop.
struct StdioService: Service {
    let transport: StdioTransport
    let server: MCPServer

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await transport.run(server)
        } onGracefulShutdown: {
            transport.stop()
        }
    }
}
