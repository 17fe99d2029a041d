import Logging
import MCP
import ServiceLifecycle
import Testing

@testable import Authorization
@testable import JSONFormat

@Suite("The end of an HTTP server", .timeLimit(.minutes(2)))
struct HTTPShutdownTests {
    @Test("idle connections are closed, and no more are taken")
    func idle() async throws {
        try await HTTPServer.with { server async throws in
            let (silent, used) = (try server.connect(), try server.connect())
            try await used.send(server.post(Messages.legacy(1, "ping")))
            #expect(try await used.answer().status == 200)
            server.transport.stop()
            #expect(try await silent.untilClosed() == [])
            #expect(try await used.untilClosed() == [])
            try await server.ended.wait()
            #expect(throws: ToolError.self) { try server.connect() }
        }
    }

    @Test("a running call is answered before its connection is closed")
    func running() async throws {
        let (started, release) = (Event(), Event())
        let tool = TestTool.hold(started: started, until: release)
        try await HTTPServer.with([tool]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hold")))
            try await started.wait()
            let idle = try server.connect()
            try await idle.send(server.post(Messages.legacy(1, "ping")))
            #expect(try await idle.answer().status == 200)
            server.transport.stop()
            // By this the stop has begun.
            #expect(try await idle.untilClosed() == [])
            release.happen()
            #expect(try await connection.answer().json?["result"]?["isError"] == false)
            #expect(try await connection.untilClosed() == [])
            try await server.ended.wait()
        }
    }

    @Test("a call that outlasts half of the time is stopped and answered with an error", arguments: [false, true])
    func outlasting(streaming: Bool) async throws {
        let (started, stopped) = (Event(), Event())
        let tool = TestTool.hang(started: started, stopped: stopped)
        try await HTTPServer.with([tool], configure: { $0.limits.shutdown = .seconds(2) }) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hang", token: streaming ? 1 : nil)))
            try await started.wait()
            server.transport.stop()
            let error: JSON?
            if streaming {
                #expect(try await connection.head().status == 200)
                #expect(try await connection.message()?["method"] == "notifications/progress")
                error = try await connection.message()
            } else {
                error = try await connection.answer().json
            }
            #expect(error?["error"]?["code"] == -32603)
            try await stopped.wait()
            try await server.ended.wait()
        }
    }

    @Test("a client that neither reads nor hangs up, nor one in the middle of a body, holds it up")
    func stuck() async throws {
        try await HTTPServer.with(configure: { $0.limits.shutdown = .milliseconds(100) }) { server async throws in
            let unread = try server.connect()
            let text = JSON.string(String(repeating: "x", count: 4_000_000))
            try await unread.send(server.post(Messages.call(1, "echo", ["text": text])))
            let half = try server.connect()
            try await half.send(server.post("", ["Content-Length": "100"]) + "{")
            let head = try server.connect()
            try await head.send("POST /mcp")
            server.transport.stop()
            try await server.ended.wait()
            unread.close()
            half.close()
            head.close()
        }
    }

    @Test("a group of services ends it gracefully, and cancelling ends it too", arguments: [true, false])
    func group(gracefully: Bool) async throws {
        let (addresses, listening) = AsyncStream<HTTPListenAddress>.makeStream()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = MCPServer(
            ServerDescription(name: "x", title: "x", version: "1", instructions: "", tools: { [] }),
            logger: logger
        )
        let transport = HTTPTransport(
            server: server,
            configuration: HTTPConfiguration(port: 0),
            authorizer: nil,
            logger: logger
        ) { listening.yield($0) }
        let group = ServiceGroup(services: [transport], logger: logger)
        let running = Task { try await group.run() }
        for await address in addresses {
            #expect(address.host == "127.0.0.1")
            #expect(address.isLoopback)
            let connection = try HTTPConnection(port: try #require(address.port))
            if gracefully { await group.triggerGracefulShutdown() } else { running.cancel() }
            #expect(try await connection.untilClosed() == [])
            break
        }
        _ = await running.result
    }

    @Test("stopping before the start ends it at once")
    func stopFirst() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = MCPServer(
            ServerDescription(name: "x", title: "x", version: "1", instructions: "", tools: { [] }),
            logger: logger
        )
        let transport = HTTPTransport(
            server: server,
            configuration: HTTPConfiguration(port: 0),
            authorizer: nil,
            logger: logger
        )
        transport.stop()
        try await transport.run()
    }

    @Test("a port that is taken is an error that names it")
    func taken() async throws {
        try await HTTPServer.with { server async throws in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let transport = HTTPTransport(
                server: server.server,
                configuration: HTTPConfiguration(port: server.port),
                authorizer: nil,
                logger: logger
            )
            let error = await #expect(throws: HTTPTransportError.self) { try await transport.run() }
            #expect(error?.description.contains("\(server.port)") == true)
        }
    }
}
