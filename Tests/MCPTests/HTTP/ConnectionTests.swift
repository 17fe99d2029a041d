import Async
import HTTP
import HTTPTypes
import MCP
import TestSupport
import Testing

@testable import JSONFormat

@Suite("HTTP: connections, well used and badly", .timeLimit(.minutes(2)))
struct ConnectionTests {
    private let ping = Messages.legacy(1, "ping")

    @Test("requests sent without waiting are answered in order")
    func pipelined() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send((0..<50).map { server.post(Messages.call(.int($0), "echo")) }.joined())
            for id in 0..<50 { #expect(try await connection.answer().json?["id"] == .int(Int64(id))) }
        }
    }

    @Test("a request may come byte by byte, its body in chunks")
    func pieces() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            for byte in Array(server.post(ping).utf8) { try await connection.send([byte]) }
            #expect(try await connection.answer().status == 200)
            let middle = ping.index(ping.startIndex, offsetBy: 9)
            let chunks = [ping[..<middle], ping[middle...]].map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }
                .joined()
            let head = server.post("", ["Transfer-Encoding": "chunked", "Content-Length": ""])
            try await connection.send(head + chunks + "0\r\n\r\n" + server.post(ping))
            #expect(try await connection.answer().json?["id"] == 1)
            #expect(try await connection.answer().json?["id"] == 1)
        }
    }

    @Test("a client that asks whether to send the body is told to continue")
    func goOn() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send(
                server.post("", ["Expect": "100-continue", "Content-Length": String(ping.utf8.count)])
            )
            #expect(try await connection.head().status == 100)
            try await connection.send(ping)
            #expect(try await connection.answer().status == 200)
            try await connection.send(server.post(ping))
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test("a client that asks and may not send is refused, and the connection ends: the body may or may not come")
    func goNot() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send(
                server.post("", ["Expect": "100-continue", "Content-Length": "10", "Content-Type": "text/plain"])
            )
            let answer = try await connection.answer()
            #expect(answer.status == 415)
            #expect(answer["connection"] == "close")
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test("a refused request's small body is read over, and the connection goes on")
    func readOver() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(ping, path: "/x") + server.post(ping))
            #expect(try await connection.answer().status == 404)
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test("a refused request's big body is not read: the client gets the answer and the connection ends")
    func notReadOver() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post("", path: "/x", ["Content-Length": "4000000"]))
            #expect(try await connection.answer().status == 404)
            try await connection.send([UInt8](repeating: 32, count: 2_000_000))
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test("a refused request's body of chunks is read over for a while, then the connection ends")
    func endless() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            let head = server.post("", path: "/x", ["Transfer-Encoding": "chunked", "Content-Length": ""])
            try await connection.send(head)
            #expect(try await connection.answer().status == 404)
            let chunk = "10000\r\n" + String(repeating: "x", count: 65536) + "\r\n"
            while try await connection.send(Array(chunk.utf8)) {}
        }
    }

    @Test("the connection ends when the client says so", arguments: ["close", "Close", "keep-alive, close"])
    func close(value: String) async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(ping, ["Connection": value]))
            let answer = try await connection.answer()
            #expect(answer.status == 200)
            #expect(answer["connection"] == "close")
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test(
        "what is not HTTP is answered with problem details, and the connection ends",
        arguments: [
            "nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
            "POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
            "POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /mcp HTTP/1.1\r\nHost : x\r\n\r\n", "POST /mcp HTTP/1.1\r\nbad header\r\n\r\n",
        ]
    )
    func malformed(text: String) async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send(text)
            let answer = try await connection.answer()
            #expect(answer.status == 400)
            #expect(answer.json?["status"] == 400)
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test("bad chunks are a JSON 400, and the connection ends")
    func badChunks() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send(
                server.post("", ["Transfer-Encoding": "chunked", "Content-Length": ""]) + "zz\r\n"
            )
            let answer = try await connection.answer()
            #expect(answer.status == 400)
            #expect(answer.json?["error"] != nil)
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test("nonsense behind a good request does not cost the request its answer")
    func nonsenseBehind() async throws {
        let release = Event()
        let tool = TestTool.hold(until: release)
        try await TestEndpoint.with([tool]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hold")) + "nonsense\r\n\r\n")
            release.happen()
            #expect(try await connection.answer().json?["id"] == 1)
            _ = try await connection.untilClosed()
        }
    }

    @Test("a client that goes away in the middle of a body leaves nothing behind")
    func brokenBody() async throws {
        try await TestEndpoint.with(configure: { $0.limits.requests = 1 }) { server async throws in
            for _ in 0..<3 {
                let connection = try server.connect()
                try await connection.send(server.post("", ["Content-Length": "100"]) + "{")
                connection.endSending()
                #expect(try await connection.answer().status == 400)
                connection.close()
            }
            #expect(try await server.ask(server.post(ping)).status == 200)
        }
    }

    @Test("header bombs are refused with a 431: many fields, long fields, long lists", arguments: [0, 1, 2])
    func headerBombs(kind: Int) async throws {
        try await TestEndpoint.with { server async throws in
            let bomb =
                switch kind {
                case 0: String(repeating: "A: b\r\n", count: 200)
                case 1: "A: " + String(repeating: "b", count: 20 << 10) + "\r\n"
                default: String(repeating: "A: " + String(repeating: "b", count: 10 << 10) + "\r\n", count: 10)
                }
            let connection = try server.connect()
            try await connection.send("POST /mcp HTTP/1.1\r\nHost: x\r\n" + bomb + "\r\n")
            let answer = try await connection.answer()
            #expect(answer.status == 431)
            #expect(answer.json?["status"] == 431)
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test("a connection that does not come to the end of its first head is closed")
    func slowHead() async throws {
        try await TestEndpoint.with(configure: { $0.limits.headerTimeout = .milliseconds(50) }) { server async throws in
            let silent = try server.connect()
            let slow = try server.connect()
            try await slow.send("POST /mcp HTTP/1.1\r\nHost:")
            #expect(try await silent.untilClosed() == [])
            #expect(try await slow.untilClosed() == [])
        }
    }

    @Test("an idle connection is closed after its time, also with half a head on it")
    func idle() async throws {
        try await TestEndpoint.with(configure: { $0.limits.idleTimeout = .milliseconds(50) }) { server async throws in
            for rest in ["", "POST /mcp HTTP/1.1\r\n"] {
                let connection = try server.connect()
                try await connection.send(server.post(ping))
                #expect(try await connection.answer().status == 200)
                try await connection.send(rest)
                #expect(try await connection.untilClosed() == [])
            }
        }
    }

    @Test("a call may take longer than a connection may be idle")
    func notIdle() async throws {
        let release = Event()
        let tool = TestTool.hold(until: release)
        try await TestEndpoint.with([tool], configure: { $0.limits.idleTimeout = .milliseconds(20) }) {
            server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hold")))
            let idle = try server.connect()
            try await idle.send(server.post(ping))
            // The one is closed for being idle while the other waits.
            _ = try await idle.untilClosed()
            release.happen()
            #expect(try await connection.answer().json?["id"] == 1)
        }
    }

    @Test("a body that does not come in time is a 408, and its place is free again")
    func slowBody() async throws {
        try await TestEndpoint.with(configure: {
            $0.limits.bodyTimeout = .milliseconds(50)
            $0.limits.requests = 1
        }) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post("", ["Content-Length": "100"]) + "{")
            let answer = try await connection.answer()
            #expect(answer.status == 408)
            #expect(answer.json?["error"] != nil)
            #expect(try await connection.untilClosed() == [])
            #expect(try await server.ask(server.post(ping)).status == 200)
        }
    }

    @Test("a client that does not read its answer is dropped in time")
    func unread() async throws {
        try await TestEndpoint.with(configure: {
            $0.limits.writeTimeout = .milliseconds(50)
            $0.limits.requests = 1
        }) { server async throws in
            let connection = try server.connect()
            let text = JSON.string(String(repeating: "x", count: 4_000_000))
            try await connection.send(server.post(Messages.call(1, "echo", ["text": text])))
            while try await server.ask(server.post(ping)).status != 200 { await Task.yield() }
            connection.close()
        }
    }

    @Test("requests over the limit are told to come back; what has an answer at once for operators is still given")
    func tooManyRequests() async throws {
        let (started, release) = (Event(), Event())
        let tool = TestTool.hold(started: started, until: release)
        var options = RouteOptions()
        options.isLimited = false
        let route = Route(.get, "/healthz", access: .open, options: options) { _ in .text("ok") }
        try await TestEndpoint.with([tool], routes: [route], configure: { $0.limits.requests = 1 }) {
            server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hold")))
            try await started.wait()
            let refused = try await server.ask(server.post(ping))
            #expect(refused.status == 503)
            #expect(refused["retry-after"] != nil)
            #expect(refused.json?["error"] != nil)
            #expect(try await server.ask(server.request("GET", "/healthz")).status == 200)
            release.happen()
            #expect(try await connection.answer().json?["id"] == 1)
            #expect(try await server.ask(server.post(ping)).status == 200)
        }
    }
}
