import Async
import HTTP
import HTTPTypes
import TestSupport
import Testing

@Suite("HTTP: work that is not finished", .timeLimit(.minutes(2)))
struct EndingTests {
    /// Goes on until it is cancelled.
    private static func hang(
        _ started: Latch,
        _ stopped: Latch,
        options: RouteOptions = RouteOptions()
    ) -> Route {
        Route(.post, "/hang", access: .open, options: options) { _ in
            started.open()
            defer { stopped.open() }
            await Latch().wait()
            try Task.checkCancellation()
            return .text("done")
        }
    }

    /// Sends one event, then nothing.
    private static func silence(_ stopped: Latch) -> Route {
        Route(.get, "/events", access: .open) { _ in
            RouteResponse(
                body: .events { stream in
                    defer { stopped.open() }
                    try await stream.write(data: Array("hello".utf8))
                    await Latch().wait()
                    try Task.checkCancellation()
                }
            )
        }
    }

    @Test("is stopped when the client leaves")
    func clientLeaves() async throws {
        let (started, stopped, ended) = (Latch(), Latch(), Latch())
        try await LoopbackServer.with([Self.hang(started, stopped), Self.silence(ended)]) { server async throws in
            let call = try server.connect()
            try await call.send(server.request("POST", "/hang", body: "{}"))
            await started.wait()
            call.close()
            await stopped.wait()
            let events = try server.connect()
            try await events.send(server.request("GET", "/events"))
            #expect(try await events.head().status == 200)
            #expect(try await events.event() == "event: message\ndata: hello\n\n")
            events.close()
            await ended.wait()
        }
    }

    @Test("goes on without its client where the route says so")
    func withoutClient() async throws {
        let (started, release, ended) = (Latch(), Latch(), Latch())
        var options = RouteOptions()
        options.stopsWithClient = false
        let route = Route(.post, "/hold", access: .open, options: options) { _ in
            started.open()
            if await release.wait() { ended.open() }
            return .text("done")
        }
        try await LoopbackServer.with([route]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.request("POST", "/hold", body: "{}"))
            await started.wait()
            connection.close()
            // Another request: by its answer the server has had its turn.
            #expect(try await server.ask(server.request("GET", "/hold")).status == 405)
            release.open()
            await ended.wait()
        }
    }

    @Test("is answered with 503 when it outlasts half of the time to stop")
    func outlasting() async throws {
        let (started, stopped) = (Latch(), Latch())
        try await LoopbackServer.with(
            [Self.hang(started, stopped)],
            configure: { $0.limits.shutdown = .seconds(2) }
        ) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.request("POST", "/hang", body: "{}"))
            await started.wait()
            server.server.stop()
            #expect(try await connection.answer().status == 503)
            await stopped.wait()
            await server.ended.wait()
        }
    }

    @Test("is finished where it ends in time, and so is an answer that is streamed")
    func inTime() async throws {
        let (begun, release) = (Latch(), Latch())
        let route = Route(.get, "/slow", access: .open) { _ in
            RouteResponse(
                body: .stream { writer in
                    try await writer.write(Array("first ".utf8))
                    begun.open()
                    await release.wait()
                    try await writer.write(Array("last".utf8))
                }
            )
        }
        try await LoopbackServer.with([route]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.request("GET", "/slow"))
            await begun.wait()
            let idle = try server.connect()
            try await idle.send(server.request("GET", "/nothing"))
            #expect(try await idle.answer().status == 404)
            server.server.stop()
            // By this the stop has begun.
            #expect(try await idle.untilClosed() == [])
            release.open()
            #expect(try await connection.answer().text == "first last")
            await server.ended.wait()
        }
    }

    @Test("streams of events end in good order as soon as the server stops")
    func events() async throws {
        let stopped = Latch()
        try await LoopbackServer.with([Self.silence(stopped)]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.request("GET", "/events"))
            #expect(try await connection.head().status == 200)
            #expect(try await connection.event() != nil)
            server.server.stop()
            #expect(try await connection.event() == nil)
            await stopped.wait()
            await server.ended.wait()
        }
    }

    @Test("takes a place: requests over the limit are told to come back, streams of events are not counted")
    func places() async throws {
        let (started, release) = (Latch(), Latch())
        let hold = Route(.post, "/hold", access: .open) { _ in
            started.open()
            await release.wait()
            return .text("done")
        }
        try await LoopbackServer.with(
            [hold, Self.silence(Latch())],
            configure: { $0.limits.requests = 1 }
        ) { server async throws in
            let events = try server.connect()
            try await events.send(server.request("GET", "/events"))
            #expect(try await events.head().status == 200)
            let connection = try server.connect()
            try await connection.send(server.request("POST", "/hold", body: "{}"))
            await started.wait()
            let refused = try await server.ask(server.request("POST", "/hold", body: "{}"))
            #expect(refused.status == 503)
            #expect(refused["retry-after"] == "1")
            release.open()
            #expect(try await connection.answer().text == "done")
        }
    }
}
