import Async
import TestSupport
import Testing

@testable import Endpoints

@Suite("Answers that come whole", .timeLimit(.minutes(2)))
struct JSONEndpointTests {
    @Test("what is sent and answered is whole, and headers can be read")
    func post() async throws {
        try await ScriptedServer.serving { exchange in
            try await exchange.answer("200 OK", "{\"a\": 1}", fields: "X-Id: 1", "x-id: 2")
        } _: { server async throws in
            let answer = try await server.endpoint.post(
                Array("{}".utf8),
                within: .seconds(600),
                retries: RetryPolicy(attempts: 1),
                logger: silentLogger
            )
            #expect(answer.body == Array("{\"a\": 1}".utf8))
            #expect(answer.values(ofHeader: "x-id") == ["1", "2"])
            let request = try #require(server.requests.first)
            #expect(request.method == "POST" && request.body == Array("{}".utf8))
            #expect(request["content-type"] == "application/json" && request["accept"] == "application/json")
            #expect(request["authorization"] == "Bearer secret-token")
        }
    }

    @Test("what may pass is tried again, and what will not is refused at once", arguments: [(500, 2), (404, 1)])
    func retries(status: Int, requests: Int) async throws {
        let log = LogRecorder()
        try await ScriptedServer.serving { exchange in
            try await exchange.answer("\(status) Oh", "{\"error\": \"no secret-token\"}", fields: "Retry-After: 0")
        } _: { server async throws in
            let error = await #expect(throws: EndpointFailure.self) {
                try await server.endpoint.post(
                    [],
                    within: .seconds(600),
                    retries: RetryPolicy(attempts: 2),
                    logger: log.logger
                )
            }
            #expect(error?.reason.hasSuffix(": no [key]") == true)
            #expect(error?.status == UInt(status))
            #expect(server.requests.count == requests)
            #expect(log.entries.count == requests - 1)
        }
    }

    @Test("an answer that is too large, or comes from elsewhere, is refused")
    func refusals() async throws {
        try await ScriptedServer.serving { exchange in
            if exchange.number == 1 {
                try await exchange.answer("200 OK", String(repeating: "x", count: 1001))
            } else {
                try await exchange.answer("302 Found", "", fields: "Location: /")
            }
        } _: { server async throws in
            for reason in ["answered more than 1000 bytes", "redirects elsewhere (302)"] {
                let error = await #expect(throws: EndpointFailure.self) {
                    try await server.endpoint.get(within: .seconds(600))
                }
                #expect(error?.reason.hasPrefix(reason) == true)
            }
        }
    }

    @Test("an answer that does not end is given up when the time is over, and when the task is cancelled")
    func time() async throws {
        let begun = Latch()
        try await ScriptedServer.serving { exchange in
            try await exchange.begin("application/json")
            begun.open()
            _ = await exchange.untilClosed()
        } _: { server async throws in
            let asking = Task { try await server.endpoint.get(within: .seconds(600)) }
            await begun.wait()
            asking.cancel()
            await #expect(throws: CancellationError.self) { try await asking.value }
            let error = await #expect(throws: EndpointFailure.self) {
                try await server.endpoint.get(within: .milliseconds(100))
            }
            #expect(error?.reason == "did not answer within 0.1 seconds")
        }
    }
}
