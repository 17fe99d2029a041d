import Async
import HTTP
import JSONFormat
import MCP
import TestSupport
import Testing

@Suite("The end of an HTTP server", .timeLimit(.minutes(2)))
struct HTTPShutdownTests {
    @Test("idle connections are closed, and no more are taken")
    func idle() async throws {
        try await TestEndpoint.with { server async throws in
            let (silent, used) = (try server.connect(), try server.connect())
            try await used.send(server.post(Messages.legacy(1, "ping")))
            #expect(try await used.answer().status == 200)
            server.stop()
            #expect(try await silent.untilClosed() == [])
            #expect(try await used.untilClosed() == [])
            await server.ended.wait()
            #expect(throws: TestSupportError.self) { try server.connect() }
        }
    }

    @Test("a running call is answered before its connection is closed")
    func running() async throws {
        let (started, release) = (Event(), Event())
        let tool = TestTool.hold(started: started, until: release)
        try await TestEndpoint.with([tool]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hold")))
            try await started.wait()
            let idle = try server.connect()
            try await idle.send(server.post(Messages.legacy(1, "ping")))
            #expect(try await idle.answer().status == 200)
            server.stop()
            // By this the stop has begun.
            #expect(try await idle.untilClosed() == [])
            release.happen()
            #expect(try await connection.answer().json?["result"]?["isError"] == false)
            #expect(try await connection.untilClosed() == [])
            await server.ended.wait()
        }
    }

    @Test("a call that outlasts half of the time is stopped and answered with an error", arguments: [false, true])
    func outlasting(streaming: Bool) async throws {
        let (started, stopped) = (Event(), Event())
        let tool = TestTool.hang(started: started, stopped: stopped)
        try await TestEndpoint.with([tool], configure: { $0.limits.shutdown = .seconds(2) }) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hang", token: streaming ? 1 : nil)))
            try await started.wait()
            server.stop()
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
            await server.ended.wait()
        }
    }

    @Test("a client that neither reads nor hangs up, nor one in the middle of a body, holds it up")
    func stuck() async throws {
        try await TestEndpoint.with(configure: { $0.limits.shutdown = .milliseconds(100) }) { server async throws in
            let unread = try server.connect()
            let text = JSON.string(String(repeating: "x", count: 4_000_000))
            try await unread.send(server.post(Messages.call(1, "echo", ["text": text])))
            let half = try server.connect()
            try await half.send(server.post("", ["Content-Length": "100"]) + "{")
            let head = try server.connect()
            try await head.send("POST /mcp")
            server.stop()
            await server.ended.wait()
            unread.close()
            half.close()
            head.close()
        }
    }
}
