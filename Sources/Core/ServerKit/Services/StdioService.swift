import MCP
import ServiceLifecycle

/// Serves MCP on standard input and output until the client closes its end, or the process is told to stop.
struct StdioService: Service {
    let transport: StdioTransport
    let server: MCPServer
    let onFirstAnswer: @Sendable () -> Void

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await transport.run(server, onFirstAnswer: onFirstAnswer)
        } onGracefulShutdown: {
            transport.stop()
        }
    }
}
