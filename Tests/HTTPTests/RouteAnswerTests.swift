import Async
import HTTP
import HTTPTypes
import JSONFormat
import Logging
import MetricsTestKit
import TestSupport
import Testing

@Suite("HTTP: answers of routes", .timeLimit(.minutes(2)))
struct RouteAnswerTests {
    private struct Secret: Error {}

    @Test("what a handler returns is sent unchanged")
    func whole() async throws {
        let route = Route(.get, "/x", access: .open) { _ in
            RouteResponse(.created, fields: [.location: "/x/1", .eTag: "\"7\""], body: .bytes(Array("made".utf8)))
        }
        try await LoopbackServer.with([route]) { server async throws in
            let answer = try await server.ask(server.request("GET", "/x"))
            #expect(answer.status == 201)
            #expect(answer["location"] == "/x/1")
            #expect(answer["etag"] == "\"7\"")
            #expect(answer.text == "made")
        }
    }

    @Test("a problem that is thrown becomes problem details (RFC 9457)")
    func problem() async throws {
        let route = Route(.get, "/x", access: .open) { _ in
            throw HTTPProblem(.conflict, "It was changed", members: ["etag": "8"], fields: [.retryAfter: "1"])
        }
        try await LoopbackServer.with([route]) { server async throws in
            let answer = try await server.ask(server.request("GET", "/x"))
            #expect(answer.status == 409)
            #expect(answer["content-type"] == "application/problem+json")
            #expect(answer["retry-after"] == "1")
            #expect(
                answer.json == [
                    "type": "about:blank", "title": "Conflict", "status": 409, "detail": "It was changed", "etag": "8",
                ]
            )
        }
    }

    @Test("anything else that is thrown is a 500 that tells nothing, and a line in the log that tells what")
    func fault() async throws {
        let recorder = LogRecorder()
        let route = Route(.get, "/x/{id}", access: .open) { _ in throw Secret() }
        try await LoopbackServer.with([route], logger: recorder.logger) { server async throws in
            let answer = try await server.ask(server.request("GET", "/x/1"))
            #expect(answer.status == 500)
            #expect(!answer.text.contains("Secret"))
        }
        let errors = recorder.entries.filter { $0.level == .error }
        #expect(errors.map { $0.metadata["error"] } == ["Secret()"])
        #expect(errors.map { $0.metadata["http"] } == ["GET /x/{id}"])
    }

    @Test("a kind of routes may show refusals in its own way")
    func refusal() async throws {
        var options = RouteOptions()
        options.refusal = { RouteResponse.text("no: \($0.detail)", status: $0.status) }
        let route = Route(.get, "/x", access: .open, options: options) { _ in throw HTTPProblem(.conflict, "why") }
        try await LoopbackServer.with([route]) { server async throws in
            #expect(try await server.ask(server.request("GET", "/x")).text == "no: why")
            #expect(
                try await server.ask(server.request("POST", "/x", body: "")).text == "no: This path takes GET, HEAD"
            )
            #expect(try await server.ask(server.request("GET", "/x", ["Host": "evil"])).text.hasPrefix("no: "))
        }
    }

    @Test("bytes may be sent as they come, without their number being known")
    func stream() async throws {
        let route = Route(.get, "/x", access: .open) { _ in
            RouteResponse(
                fields: [.contentType: "text/plain"],
                body: .stream { writer in
                    for piece in ["one ", "two ", "three"] { try await writer.write(Array(piece.utf8)) }
                }
            )
        }
        try await LoopbackServer.with([route]) { server async throws in
            let answer = try await server.ask(server.request("GET", "/x"))
            #expect(answer["transfer-encoding"] == "chunked")
            #expect(answer.text == "one two three")
            let head = try await server.ask(server.request("HEAD", "/x"), toHead: true)
            #expect(head.status == 200)
            #expect(head["content-type"] == "text/plain")
            #expect(head["connection"] == "close")
        }
    }

    @Test("bytes that break off have no end, so that the client can tell")
    func brokenStream() async throws {
        let route = Route(.get, "/x", access: .open) { _ in
            RouteResponse(
                body: .stream { writer in
                    try await writer.write(Array("half".utf8))
                    throw Secret()
                }
            )
        }
        _ = try await LoopbackServer.with([route]) { server async throws in
            await #expect(throws: TestSupportError.self) {
                _ = try await server.ask(server.request("GET", "/x"))
            }
        }
    }

    @Test("events are written as the standard has them")
    func events() async throws {
        let route = Route(.get, "/x", access: .open) { _ in
            RouteResponse(
                body: .events { stream in
                    try await stream.write(data: Array("one\ntwo".utf8))
                    try await stream.ping()
                    try await stream.write(type: "end", data: [])
                }
            )
        }
        try await LoopbackServer.with([route]) { server async throws in
            let answer = try await server.ask(server.request("GET", "/x"))
            #expect(answer["content-type"] == "text/event-stream")
            #expect(answer["cache-control"] == "no-cache")
            #expect(answer.text == "event: message\ndata: one\ndata: two\n\n:\n\nevent: end\ndata: \n\n")
        }
    }

    @Test("requests are counted and timed by template, never by path")
    func metrics() async throws {
        let metrics = TestMetrics()
        let route = Route(.get, "/x/{id}", access: .open) { _ in .text("ok") }
        try await LoopbackServer.with([route], metrics: metrics) { server async throws in
            for path in ["/x/1", "/x/2", "/elsewhere"] { _ = try await server.ask(server.request("GET", path)) }
            _ = try await server.ask(server.request("TRACE", "/x/1"))
        }
        func count(_ method: String, _ status: String) throws -> Int64 {
            let dimensions = [("method", method), ("route", "/x/{id}"), ("status", status)]
            return try metrics.expectCounter("http_requests", dimensions).totalValue
        }
        #expect(try count("GET", "200") == 2)
        #expect(try count("other", "405") == 1)
        #expect(metrics.counters.count == 2)
        let timer = try metrics.expectTimer("http_request_duration", [("method", "GET"), ("route", "/x/{id}")])
        #expect(timer.values.count == 2)
    }
}
