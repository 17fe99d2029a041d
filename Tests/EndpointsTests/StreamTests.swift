import Async
import TestSupport
import Testing

@testable import Endpoints

@Suite("Answers that come piece by piece", .timeLimit(.minutes(2)))
struct StreamTests {
    @Test("each event is read before the server sends the next one")
    func asTheyCome() async throws {
        let latches = (0..<3).map { _ in Latch() }
        try await ScriptedServer.serving { exchange in
            try await exchange.begin()
            for (number, latch) in latches.enumerated() {
                try await exchange.chunk("data: \(number)\n\n")
                await latch.wait()
            }
            try await exchange.end()
        } _: { server async throws in
            let content = try await server.read { latches[Int($0) ?? 0].open() }
            #expect(content == .events(["0", "1", "2"]))
            let request = try #require(server.requests.first)
            #expect(request.method == "POST" && request.target == "/v1?key=secret")
            #expect(request["authorization"] == "Bearer secret-token")
            #expect(request["accept"] == "text/event-stream, application/json")
        }
    }

    @Test("events come out whole however the network divides them", arguments: [1, 2, 3, 5, 1000])
    func division(size: Int) async throws {
        let stream = Array(
            "\u{FEFF}: hello\r\n\r\nevent: x\r\ndata: “né🚣”\r\ndata: b\r\n\r\ndata: c\n\ndata: [DONE]".utf8
        )
        try await ScriptedServer.serving { exchange in
            try await exchange.begin()
            for start in stride(from: 0, to: stream.count, by: size) {
                try await exchange.chunk(Array(stream[start..<min(start + size, stream.count)]))
            }
            try await exchange.end()
        } _: { server async throws in
            #expect(try await server.read() == .events(["“né🚣”\nb", "c", "[DONE]"]))
        }
    }

    @Test(
        "an answer in JSON is read whole, whatever type it claims to have and what white space comes first",
        arguments: ["application/json", "text/event-stream", "text/plain"]
    )
    func plain(type: String) async throws {
        try await ScriptedServer.serving { exchange in
            try await exchange.begin(type)
            for piece in ["\n", "\n ", "{\"a\"", ": 1", "}\n"] { try await exchange.chunk(piece) }
            try await exchange.end()
        } _: { server async throws in
            #expect(try await server.read() == .whole("{\"a\": 1}\n"))
        }
    }

    @Test("events are read whatever type they claim to have", arguments: ["application/json", "text/plain"])
    func type(type: String) async throws {
        try await ScriptedServer.serving { exchange in
            try await exchange.begin(type)
            try await exchange.chunk("data: a\n\n")
            try await exchange.end()
        } _: { server async throws in
            #expect(try await server.read() == .events(["a"]))
        }
    }

    @Test("more streams run at once than other requests to a host would leave room for")
    func many() async throws {
        let count = 20
        let allHaveBegun = Latch()
        try await ScriptedServer.serving { exchange in
            if exchange.number == count { allHaveBegun.open() }
            try await exchange.begin()
            try await exchange.chunk("data: a\n\n")
            await allHaveBegun.wait()
            try await exchange.end()
        } _: { server async throws in
            try await withThrowingTaskGroup { group in
                for _ in 0..<count { group.addTask { try await server.read() } }
                for try await content in group { #expect(content == .events(["a"])) }
            }
        }
    }

    @Test("what the reader throws comes through, and the answer is not asked for again")
    func readerFails() async throws {
        struct Refused: Error {}
        let closed = Latch()
        try await ScriptedServer.serving { exchange in
            try await exchange.begin()
            try await exchange.chunk("data: a\n\n")
            if await exchange.untilClosed() { closed.open() }
        } _: { server async throws in
            await #expect(throws: Refused.self) {
                try await server.read(attempts: 3) { _ in throw Refused() }
            }
            #expect(await closed.wait())
            #expect(server.requests.count == 1)
        }
    }

    @Test("a reader that has enough hangs up")
    func readerLeaves() async throws {
        let closed = Latch()
        try await ScriptedServer.serving { exchange in
            try await exchange.begin()
            try await exchange.chunk("data: a\n\n")
            if await exchange.untilClosed() { closed.open() }
        } _: { server async throws in
            let first = try await server.endpoint.stream(
                [],
                within: .patient,
                retries: RetryPolicy(attempts: 1),
                logger: silentLogger
            ) { answer in
                guard case .events(let events) = answer else { return [UInt8]?.none }
                return try await events.next()
            }
            #expect(first == Array("a".utf8))
            #expect(await closed.wait())
        }
    }

    @Test("a task that is cancelled hangs up, wherever the answer is", arguments: ["before", "head", "middle"])
    func cancellation(place: String) async throws {
        let (reached, closed) = (Latch(), Latch())
        try await ScriptedServer.serving { exchange in
            if place != "before" { try await exchange.begin() }
            if place == "middle" { try await exchange.chunk("data: a\n\n") } else { reached.open() }
            if await exchange.untilClosed() { closed.open() }
        } _: { server async throws in
            let reading = Task { try await server.read(attempts: 3) { _ in reached.open() } }
            await reached.wait()
            reading.cancel()
            await #expect(throws: CancellationError.self) { try await reading.value }
            #expect(await closed.wait())
            #expect(server.requests.count == 1)
        }
    }
}
