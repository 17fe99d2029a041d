import HTTP
import HTTPTypes
import TestSupport
import Testing

@Suite("HTTP: bodies of requests", .timeLimit(.minutes(2)))
struct BodyTests {
    private static func routes(_ options: RouteOptions = RouteOptions()) -> [Route] {
        [
            Route(.post, "/whole", access: .open, options: options) { request in
                .text("\(request.body.count)")
            },
            Route(.put, "/streamed", access: .open, options: options) { request, body in
                var count = 0
                for try await piece in body { count += piece.count }
                return .text("\(count)")
            },
            Route(.put, "/unread", access: .open, options: options) { _, _ in .text("unread") },
        ]
    }

    private static let ways = [("POST", "/whole"), ("PUT", "/streamed")]

    @Test("come whole or as a stream, by length or in chunks", arguments: ways)
    func read(method: String, path: String) async throws {
        try await LoopbackServer.with(Self.routes()) { server async throws in
            let connection = try server.connect()
            let text = String(repeating: "x", count: 1_000_000)
            try await connection.send(server.request(method, path, body: text))
            #expect(try await connection.answer().text == "1000000")
            let chunks = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
            let chunked: RawFields = ["Transfer-Encoding": "chunked", "Content-Length": ""]
            try await connection.send(server.request(method, path, body: "", chunked) + chunks)
            #expect(try await connection.answer().text == "11")
            try await connection.send(server.request(method, path))
            #expect(try await connection.answer().text == "0")
        }
    }

    @Test("over the limit of the server, or of the route, are a 413", arguments: ways, [true, false])
    func tooLong(way: (method: String, path: String), isStated: Bool) async throws {
        var options = RouteOptions()
        options.bodyBytes = 10
        for (routes, limit) in [(Self.routes(options), 4 << 20), (Self.routes(), 10)] {
            try await LoopbackServer.with(routes, configure: { $0.limits.bodyBytes = limit }) { server async throws in
                let fits = server.request(way.method, way.path, body: "0123456789")
                #expect(try await server.ask(fits).text == "10")
                let fields: RawFields = isStated ? [:] : ["Transfer-Encoding": "chunked", "Content-Length": ""]
                let body = isStated ? "0123456789x" : "b\r\n0123456789x\r\n0\r\n\r\n"
                let answer = try await server.ask(server.request(way.method, way.path, body: body, fields))
                #expect(answer.status == 413)
                #expect(answer["content-type"] == "application/problem+json")
            }
        }
    }

    @Test("that break off or arrive too slowly are a 400 and a 408", arguments: ways)
    func broken(method: String, path: String) async throws {
        try await LoopbackServer.with(
            Self.routes(),
            configure: { $0.limits.bodyTimeout = .milliseconds(100) }
        ) { server async throws in
            let slow = try server.connect()
            try await slow.send(server.request(method, path, body: "", ["Content-Length": "10"]) + "x")
            #expect(try await slow.answer().status == 408)
            #expect(try await slow.untilClosed() == [])
        }
        try await LoopbackServer.with(Self.routes()) { server async throws in
            let connection = try server.connect()
            let chunked: RawFields = ["Transfer-Encoding": "chunked", "Content-Length": ""]
            try await connection.send(server.request(method, path, body: "", chunked) + "zz\r\n")
            #expect(try await connection.answer().status == 400)
        }
    }

    @Test("are asked for where the client waits to be, and not where nobody reads them")
    func continues() async throws {
        try await LoopbackServer.with(Self.routes()) { server async throws in
            let waits: RawFields = ["Expect": "100-continue", "Content-Length": "5"]
            for (method, path) in Self.ways {
                let connection = try server.connect()
                try await connection.send(server.request(method, path, body: "", waits))
                #expect(try await connection.head().status == 100)
                try await connection.send("hello")
                #expect(try await connection.answer().text == "5")
            }
            let connection = try server.connect()
            try await connection.send(server.request("PUT", "/unread", body: "", waits))
            #expect(try await connection.answer().text == "unread")
            #expect(try await connection.untilClosed() == [])
        }
    }
}
