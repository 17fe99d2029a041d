import HTTP
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@Suite("The life of an HTTP server", .timeLimit(.minutes(2)))
struct HTTPServerTests {
    private func server(
        port: Int = 0,
        onListening: @escaping @Sendable (HTTPListenAddress) -> Void = { _ in }
    ) -> HTTP.HTTPServer {
        HTTP.HTTPServer(
            HTTPConfiguration(port: port),
            routes: [],
            authorizer: nil,
            logger: silentLogger,
            onListening: onListening
        )
    }

    @Test("a group of services ends it gracefully, and cancelling ends it too", arguments: [true, false])
    func group(gracefully: Bool) async throws {
        let (addresses, listening) = AsyncStream<HTTPListenAddress>.makeStream()
        let group = ServiceGroup(services: [server { listening.yield($0) }], logger: silentLogger)
        let running = Task { try await group.run() }
        for await address in addresses {
            #expect(address.host == "127.0.0.1")
            #expect(address.isLoopback)
            let connection = try RawHTTPConnection(port: try #require(address.port))
            if gracefully { await group.triggerGracefulShutdown() } else { running.cancel() }
            #expect(try await connection.untilClosed() == [])
            break
        }
        _ = await running.result
    }

    @Test("stopping before the start ends it at once")
    func stopFirst() async throws {
        let server = server()
        server.stop()
        try await server.run()
    }

    @Test("a port that is taken is an error that names it and says why")
    func taken() async throws {
        try await LoopbackServer.with([]) { first async throws in
            let error = await #expect(throws: HTTPServerError.self) { try await server(port: first.port).run() }
            #expect(error?.description == "Cannot listen on 127.0.0.1:\(first.port): Address already in use")
        }
    }
}
