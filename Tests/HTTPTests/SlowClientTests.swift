import Async
import HTTP
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@Suite("HTTP: slow clients take no place from others", .timeLimit(.minutes(2)))
struct SlowClientTests {
    /// Answers with the length of the body.
    private static let count = Route(.post, "/count", access: .caller) { .text("\($0.body.count)") }

    private static func token(_ name: String) -> RawFields { ["Authorization": "Bearer \(name)"] }

    private static func slow(_ server: LoopbackServer, _ name: String) -> String {
        server.request("POST", "/count", body: "", ["Authorization": "Bearer \(name)", "Content-Length": "100"]) + "x"
    }

    @Test("whose bodies arrive slowly: a place is taken when the body is there")
    func slowBodies() async throws {
        try await LoopbackServer.with([Self.count], configure: { $0.limits.requests = 1 }) { server async throws in
            let slow = try (0..<8).map { _ in try server.connect() }
            for connection in slow { try await connection.send(Self.slow(server, "")) }
            #expect(try await server.ask(server.request("POST", "/count", body: "12345")).text == "5")
            for connection in slow {
                try await connection.send(String(repeating: "x", count: 99))
                #expect(try await connection.answer().text == "100")
            }
        }
    }

    @Test("with too many slow bodies: that caller alone is told to come back")
    func oneCaller() async throws {
        try await LoopbackServer.with(
            [Self.count],
            authorizer: TwoTokens(),
            configure: { $0.limits.bodies = 8 }
        ) { server async throws in
            let slow = try (0..<2).map { _ in try server.connect() }
            for connection in slow {
                try await connection.send(
                    server.request(
                        "POST",
                        "/count",
                        body: "",
                        ["Authorization": "Bearer reader", "Content-Length": "100", "Expect": "100-continue"]
                    )
                )
                // By this its body is waited for.
                #expect(try await connection.head().status == 100)
            }
            let refused = try await server.ask(
                server.request("POST", "/count", body: "12345", Self.token("reader"))
            )
            #expect(refused.status == 429)
            #expect(refused["retry-after"] == "1")
            let other = try await server.ask(server.request("POST", "/count", body: "12345", Self.token("admin")))
            #expect(other.text == "5")
            for connection in slow {
                try await connection.send(String(repeating: "x", count: 100))
                #expect(try await connection.answer().text == "100")
            }
            let again = try await server.ask(server.request("POST", "/count", body: "12345", Self.token("reader")))
            #expect(again.text == "5")
        }
    }

    @Test("whose bodies take too much memory: that caller alone is told to come back, until they are answered")
    func memory() async throws {
        let memory = ByteBudget(processBytes: 1000, callerBytes: 500)
        try await LoopbackServer.with(
            [Self.count],
            authorizer: TwoTokens(),
            configure: { $0.memory = memory }
        ) { server async throws in
            func body(_ count: Int, _ name: String) -> String {
                server.request("POST", "/count", body: String(repeating: "x", count: count), Self.token(name))
            }
            #expect(try await server.ask(body(501, "reader")).status == 413)
            let slow = try server.connect()
            try await slow.send(String(body(400, "reader").dropLast()))
            try await eventually { memory.taken == 399 }
            #expect(try await server.ask(body(200, "reader")).status == 503)
            #expect(try await server.ask(body(500, "admin")).text == "500")
            try await slow.send("x")
            #expect(try await slow.answer().text == "400")
            try await eventually { memory.taken == 0 }
            #expect(try await server.ask(body(200, "reader")).text == "200")
        }
    }

    @Test("whose answers are not read: their memory counts until the last byte is sent")
    func unreadAnswers() async throws {
        let memory = ByteBudget()
        // More than the system keeps for a connection.
        let bytes = 24 << 20
        let big = Route(.get, "/big", access: .caller) { _ in
            var response = RouteResponse.text(String(repeating: "x", count: bytes))
            response.memory = try memory.reserve(bytes, for: "")
            return response
        }
        try await LoopbackServer.with([big, Self.count]) { server async throws in
            let slow = try server.connect()
            try await slow.send(server.request("GET", "/big"))
            #expect(try await slow.head().status == 200)
            for _ in 0..<50 {
                #expect(try await server.ask(server.request("POST", "/count", body: "12345")).text == "5")
                #expect(memory.taken == bytes)
            }
            slow.close()
            try await eventually { memory.taken == 0 }
        }
    }

    @Test("with too many streams of events: that caller alone is told to come back, until one has ended")
    func streams() async throws {
        let events = Route(.get, "/events", access: .caller) { _ in
            RouteResponse(
                body: .events { stream in
                    try await stream.write(data: Array("hello".utf8))
                    await Latch().wait()
                    try Task.checkCancellation()
                }
            )
        }
        try await LoopbackServer.with(
            [events],
            authorizer: TwoTokens(),
            configure: { $0.limits.streams = 4 }
        ) { server async throws in
            func open(_ name: String) async throws -> (connection: RawHTTPConnection, status: Int) {
                let connection = try server.connect()
                try await connection.send(server.request("GET", "/events", Self.token(name)))
                return (connection, try await connection.head().status)
            }
            let first = try await open("reader")
            #expect(first.status == 200)
            #expect(try await open("reader").status == 429)
            #expect(try await open("admin").status == 200)
            first.connection.close()
            try await eventually { try await open("reader").status == 200 }
        }
    }

    @Test("that do not read their answers: the answer waits piece by piece, and is held until it is taken")
    func unread() async throws {
        let given = Given()
        let memory = ByteBudget()
        var options = RouteOptions()
        options.observer = given
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 20)
        let routes = [
            Route(.get, "/long", access: .open, options: options) { _ in
                var response = RouteResponse(body: .bytes(long))
                response.memory = try memory.reserve(long.count, for: "local")
                return response
            },
            Route(.get, "/short", access: .open, options: options) { _ in .text("short") },
        ]
        try await LoopbackServer.with(routes, configure: { $0.limits.requests = 1 }) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.request("GET", "/long"))
            #expect(try await connection.head().status == 200)
            #expect(try await server.ask(server.request("GET", "/short")).text == "short")
            try await eventually { given.paths == ["/short"] }
            #expect(memory.taken == long.count)
            connection.close()
            try await eventually { given.paths == ["/short", "/long"] }
            try await eventually { memory.taken == 0 }
        }
    }

    /// Which requests are over, in their order.
    private final class Given: RequestObserver {
        private let templates = Mutex<[String]>([])
        var paths: [String] { templates.withLock { $0 } }

        func record(_ request: RequestRecord) {
            templates.withLock { $0.append(request.template ?? "") }
        }
    }
}
