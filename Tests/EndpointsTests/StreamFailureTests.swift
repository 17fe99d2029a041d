import Async
import TestSupport
import Testing

@testable import Endpoints

@Suite("Answers that fail piece by piece", .timeLimit(.minutes(2)))
struct StreamFailureTests {
    /// Why an answer fails.
    private func failure(
        within limits: StreamLimits = .patient,
        attempts: Int = 1,
        requests: Int = 1,
        _ script: @escaping ScriptedServer.Script
    ) async throws -> EndpointFailure {
        try await ScriptedServer.serving(script) { server in
            let error = await #expect(throws: EndpointFailure.self) {
                try await server.read(within: limits, attempts: attempts)
            }
            #expect(server.requests.count == requests)
            let failure = try #require(error)
            #expect(!failure.description.contains("secret"))
            return failure
        }
    }

    // MARK: Time

    @Test(
        "a server that stalls is given up when the time is over, and sees that",
        arguments: ["before", "head", "comment", "whole", "error"]
    )
    func time(place: String) async throws {
        let closed = Latch()
        let limits = StreamLimits(time: .milliseconds(200), silence: .milliseconds(1), bytes: 1000)
        try await ScriptedServer.serving { exchange in
            // Nor is it certain that the client is still there.
            switch place {
            case "head": try? await exchange.begin()
            case "comment":
                try? await exchange.begin()
                try? await exchange.chunk(": working on it\n\n")
            case "whole":
                try? await exchange.begin("application/json")
                try? await exchange.chunk("{")
            case "error": try? await exchange.send("HTTP/1.1 500 Oh\r\nContent-Length: 10\r\n\r\n")
            default: break
            }
            if await exchange.untilClosed() { closed.open() }
        } _: { server async throws in
            let error = await #expect(throws: EndpointFailure.self) {
                try await server.read(within: limits, attempts: 3)
            }
            #expect(error?.reason == "did not answer within 200 ms")
            #expect(error?.mayPass == true)
            // The time may be over before the request has come.
            if !server.requests.isEmpty { #expect(await closed.wait()) }
            #expect(server.requests.count <= 1)
        }
    }

    @Test("a server that goes on for ever is given up when the time is over")
    func endless() async throws {
        var time = Duration.milliseconds(100)
        var reason = ""
        repeat {
            // A slow machine may need longer until the answer begins.
            time *= 2
            let limits = StreamLimits(time: time, silence: .seconds(600), bytes: .max)
            reason = try await ScriptedServer.serving { exchange in
                try await exchange.begin()
                _ = await exchange.chunks("data: a\n\n")
            } _: { server async throws in
                let error = await #expect(throws: EndpointFailure.self) {
                    try await server.read(within: limits, attempts: 3)
                }
                #expect(server.requests.count <= 1)
                return error?.reason ?? ""
            }
        } while reason == "did not answer within \(time.inWords)" && time < .seconds(60)
        #expect(reason == "did not end its answer within \(time.inWords)")
    }

    @Test("a server that falls silent in the middle is given up, and not asked again")
    func silence() async throws {
        let closed = Latch()
        let limits = StreamLimits(time: .seconds(600), silence: .milliseconds(100), bytes: 1000)
        try await ScriptedServer.serving { exchange in
            try await exchange.begin()
            try await exchange.chunk("data: a\n\ndata: b")
            if await exchange.untilClosed() { closed.open() }
        } _: { server async throws in
            let error = await #expect(throws: EndpointFailure.self) {
                try await server.read(within: limits, attempts: 3)
            }
            #expect(error?.reason == "said nothing for 100 ms in the middle of its answer")
            #expect(await closed.wait())
            #expect(server.requests.count == 1)
        }
    }

    @Test("neither the time before the first event nor that of a slow reader is silence of the server")
    func noSilence() async throws {
        let limits = StreamLimits(time: .seconds(600), silence: .milliseconds(20), bytes: 1000)
        try await ScriptedServer.serving { exchange in
            try await exchange.begin()
            try await Task.sleep(for: .milliseconds(100))
            try await exchange.chunk("data: a\n\ndata: b\n\n")
            _ = await exchange.untilClosed()
        } _: { server async throws in
            let second = try await server.endpoint.stream(
                [],
                within: limits,
                retries: RetryPolicy(attempts: 1),
                logger: silentLogger
            ) { answer in
                guard case .events(let events) = answer else { return [UInt8]?.none }
                _ = try await events.next()
                try await Task.sleep(for: .milliseconds(100))
                return try await events.next()
            }
            #expect(second == Array("b".utf8))
        }
    }

    // MARK: Connections

    @Test("a connection that breaks before the first event is tried again")
    func brokenBefore() async throws {
        try await ScriptedServer.serving { exchange in
            switch exchange.number {
            case 1: break
            case 2:
                try await exchange.begin()
                try await exchange.chunk(": hello\n\n")
            default:
                try await exchange.begin()
                try await exchange.chunk("data: a\n\n")
                try await exchange.end()
            }
        } _: { server async throws in
            #expect(try await server.read(attempts: 3) == .events(["a"]))
            #expect(server.requests.count == 3)
        }
    }

    @Test(
        "a connection that breaks in the middle is a failure, and not tried again",
        arguments: ["Transfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n", "Content-Length: 100\r\n\r\ndata: a\n\n"]
    )
    func brokenInTheMiddle(answer: String) async throws {
        let failure = try await failure(attempts: 3) { try await $0.send("HTTP/1.1 200 OK\r\n\(answer)") }
        #expect(failure.reason.hasPrefix("broke off its answer"))
    }

    @Test("an answer ends where its head says, whatever comes then")
    func lengthTooShort() async throws {
        try await ScriptedServer.serving {
            try await $0.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ndata: a\n\ndata: b\n\n")
        } _: { server async throws in
            #expect(try await server.read() == .events(["a"]))
        }
    }

    @Test("an answer of unknown length ends with its connection")
    func close() async throws {
        try await ScriptedServer.serving {
            try await $0.send("HTTP/1.0 200 OK\r\n\r\ndata: a\n\ndata: b")
        } _: { server async throws in
            #expect(try await server.read() == .events(["a", "b"]))
        }
    }

    // MARK: Refusals

    @Test(
        "a server that has too much to do is asked again",
        arguments: [
            ("429 Too Many Requests", "Retry-After: 0"), ("503 Service Unavailable", "Retry-After: 0"),
            ("500 Internal Server Error", "X-Other: 1"),
        ]
    )
    func overload(status: String, field: String) async throws {
        try await ScriptedServer.serving { exchange in
            guard exchange.number > 1 else { return try await exchange.answer(status, "wait", fields: field) }
            try await exchange.answer("200 OK", "data: a\n\n")
        } _: { server async throws in
            #expect(try await server.read(attempts: 2) == .events(["a"]))
            #expect(server.requests.count == 2)
        }
    }

    @Test("a server that asks for a wait beyond the time allowed is given up at once")
    func longWait() async throws {
        let limits = StreamLimits(time: .seconds(30), silence: .seconds(600), bytes: 1000)
        let failure = try await failure(within: limits, attempts: 5) {
            try await $0.answer(
                "429 Too Many Requests",
                #"{"error": {"message": "slow down"}}"#,
                fields: "Retry-After: 40"
            )
        }
        #expect(failure.status == 429)
        #expect(failure.reason == "answered 429 Too Many Requests: slow down")
    }

    @Test("a redirect is refused", arguments: ["301 Moved Permanently", "307 Temporary Redirect"])
    func redirect(status: String) async throws {
        let failure = try await failure(attempts: 3) {
            try await $0.answer(status, "", fields: "Location: http://127.0.0.1:1/secret")
        }
        #expect(failure.reason.contains("set TEST_URL to the address meant"))
    }

    @Test(
        "an answer without an event is a failure, and not tried again",
        arguments: ["", "\n\n", "<html><body>Hello</body></html>", ": only a comment\n\n", "[1]"]
    )
    func noEvent(body: String) async throws {
        let failure = try await failure(attempts: 3) { try await $0.answer("200 OK", body) }
        #expect(failure.reason == "answered with neither JSON nor a stream of events")
    }

    // MARK: Size

    @Test(
        "an answer of endless bytes is given up, and the server sees that",
        arguments: [
            ("data: a\n\n", "more than 5000 bytes"), (": a comment\n", "more than 5000 bytes"),
            ("\n", "more than 5000 bytes"), ("data: a", "an event of more than 1000 bytes"),
            ("data: a\n", "an event of more than 1000 bytes"), ("{", "answered more than 1000 bytes"),
        ]
    )
    func size(piece: String, reason: String) async throws {
        let closed = Latch()
        let limits = StreamLimits(time: .seconds(600), silence: .seconds(600), bytes: 5000)
        try await ScriptedServer.serving { exchange in
            try await exchange.begin()
            if await exchange.chunks(piece) { closed.open() }
        } _: { server async throws in
            let error = await #expect(throws: EndpointFailure.self) {
                try await server.read(within: limits, attempts: 3)
            }
            #expect(error?.reason.contains(reason) == true)
            #expect(await closed.wait())
            #expect(server.requests.count == 1)
        }
    }

    // MARK: Secrets

    @Test(
        "neither the token nor a private text is in errors and logs, even if the server repeats them",
        arguments: [
            #"{"error": {"message": "bad: secret-token, What is the PIN of Alice?"}}"#,
            #"{"detail": [{"loc": ["body"], "input": "What is the PIN\u0020of Alice?"}]}"#,
            "secret-token said: what is the pin of Alice?",
        ]
    )
    func secrets(body: String) async throws {
        let log = LogRecorder()
        try await ScriptedServer.serving {
            try await $0.answer("500 Oh", body)
        } _: { server async throws in
            let error = await #expect(throws: EndpointFailure.self) {
                try await server.endpoint.stream(
                    [],
                    within: .patient,
                    concealing: ["What is the PIN of Alice?"],
                    retries: RetryPolicy(attempts: 2),
                    logger: log.logger
                ) { try await StreamContent(reading: $0) }
            }
            #expect(log.entries.count == 1)
            for text in ["\(String(describing: error))", "\(log.entries)"] {
                #expect(text.contains("answered 500"))
                #expect(!text.contains("secret") && !text.lowercased().contains("pin"))
            }
        }
    }
}
