import Async
import HTTP
import HTTPTypes
import TestSupport
import Testing

@Suite("HTTP: connections that fall silent are closed", .timeLimit(.minutes(2)))
struct SilenceTests {
    private typealias Frame = RawHTTP2Connection.Frame

    private static let hello = Route(.get, "/hello", access: .open) { _ in .text("hello") }

    /// Serves HTTP/2 over TLS.
    private func serve(
        _ routes: [Route],
        _ limits: (inout HTTPLimits) -> Void,
        _ body: @Sendable (LoopbackServer) async throws -> Void
    ) async throws {
        try await TestCertificate.withFiles { certificate, key in
            try await LoopbackServer.with(
                routes,
                configure: {
                    $0.tls = .init(certificateChainFile: certificate, privateKeyFile: key)
                    limits(&$0.limits)
                },
                body
            )
        }
    }

    /// Answers when it is told to.
    private func hold(_ started: Latch, _ release: Latch, _ stopped: Latch) -> Route {
        Route(.get, "/hold", access: .open) { _ in
            started.open()
            defer { stopped.open() }
            await release.wait()
            try Task.checkCancellation()
            return .text("done")
        }
    }

    // MARK: HTTP/2

    @Test(
        "HTTP/2: after its answer, whether the client says nothing or only talks about the connection",
        arguments: [0, 1]
    )
    func idle(way: Int) async throws {
        try await serve([Self.hello], { $0.idleTimeout = .milliseconds(100) }) { server async throws in
            try await RawHTTP2Connection.with(port: server.port) { connection in
                try await connection.send(.get("/hello", stream: 1, port: server.port))
                #expect(String(decoding: try await connection.next(Frame.data).payload, as: UTF8.self) == "hello")
                while way == 1 {
                    // Every PING is answered until the server closes the connection.
                    guard (try? await connection.send(Frame(type: Frame.ping, payload: Array("anything".utf8)))) != nil,
                        try await connection.next() != nil
                    else { break }
                }
                try await connection.untilClosed()
            }
        }
    }

    @Test("HTTP/2: without any request, or with one whose head does not end", arguments: [false, true])
    func head(begins: Bool) async throws {
        // Long enough for a handshake on a busy machine.
        try await serve([Self.hello], { $0.headerTimeout = .seconds(1) }) { server async throws in
            try await RawHTTP2Connection.with(port: server.port) { connection in
                if begins { try await connection.send(.get("/hello", stream: 1, port: server.port, flags: 1)) }
                try await connection.untilClosed()
            }
        }
    }

    @Test("HTTP/2: while its request is in progress, if it does not answer a PING; the work is stopped")
    func unansweredPing() async throws {
        let (started, stopped) = (Latch(), Latch())
        let route = hold(started, Latch(), stopped)
        let limits = { (limits: inout HTTPLimits) in
            limits.keepaliveInterval = .milliseconds(50)
            limits.keepaliveTimeout = .milliseconds(50)
        }
        try await serve([route], limits) { server async throws in
            try await RawHTTP2Connection.with(port: server.port) { connection in
                try await connection.send(.get("/hold", stream: 1, port: server.port))
                await started.wait()
                #expect(try await !connection.next(Frame.ping).isAcknowledgement)
                try await connection.untilClosed()
            }
            await stopped.wait()
        }
    }

    @Test("HTTP/2: not while its request is in progress and it answers every PING")
    func answeredPing() async throws {
        let (started, release) = (Latch(), Latch())
        let route = hold(started, release, Latch())
        let limits = { (limits: inout HTTPLimits) in
            limits.keepaliveInterval = .milliseconds(20)
            limits.idleTimeout = .milliseconds(20)
            limits.headerTimeout = .seconds(60)
        }
        try await serve([route], limits) { server async throws in
            try await RawHTTP2Connection.with(port: server.port) { connection in
                try await connection.send(.get("/hold", stream: 1, port: server.port))
                await started.wait()
                for _ in 0..<5 {
                    var ping = try await connection.next(Frame.ping)
                    ping.flags = 1
                    try await connection.send(ping)
                }
                release.open()
                #expect(String(decoding: try await connection.next(Frame.data).payload, as: UTF8.self) == "done")
            }
        }
    }

    @Test("HTTP/2: an answer that the client leaves no room for, however short, is given up")
    func noWindow() async throws {
        let limits = { (limits: inout HTTPLimits) in
            limits.writeTimeout = .milliseconds(100)
            limits.idleTimeout = .milliseconds(100)
        }
        try await serve([Self.hello], limits) { server async throws in
            try await RawHTTP2Connection.with(port: server.port, settings: .window(0)) { connection in
                try await connection.send(.get("/hello", stream: 1, port: server.port))
                #expect(try await connection.next(Frame.headers).stream == 1)
                try await connection.untilClosed()
            }
        }
    }

    // MARK: HTTP/1.1

    @Test("HTTP/1.1: when a later head begins and does not end")
    func laterHead() async throws {
        try await LoopbackServer.with(
            [Self.hello],
            configure: { $0.limits.headerTimeout = .milliseconds(500) }
        ) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.request("GET", "/hello"))
            #expect(try await connection.answer().text == "hello")
            try await connection.send("GET /hello HTTP/1.1\r\n")
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test("HTTP/1.1: after its answer, and not before")
    func afterAnswer() async throws {
        let (started, release) = (Latch(), Latch())
        let route = hold(started, release, Latch())
        try await LoopbackServer.with(
            [route, Self.hello],
            configure: { $0.limits.idleTimeout = .milliseconds(50) }
        ) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.request("GET", "/hold"))
            await started.wait()
            let idle = try server.connect()
            try await idle.send(server.request("GET", "/hello"))
            #expect(try await idle.answer().text == "hello")
            #expect(try await idle.untilClosed() == [])
            release.open()
            #expect(try await connection.answer().text == "done")
            #expect(try await connection.untilClosed() == [])
        }
    }
}
