import TestSupport
import Testing

extension Conformance {
    @Suite("Calls at the same time")
    struct ConcurrencyTests {
        @Test("over stdio as many calls run at once as CALL_CONCURRENCY allows, above its default too")
        func aboveDefault() async throws {
            let size = 100
            let server = try TestBench.server.with("--call-concurrency", "\(size)")
            try await server.overStdio { client in
                var ids: [JSONValue] = []
                for _ in 0..<size {
                    let call: JSONValue = ["name": "test_rendezvous", "arguments": ["size": .int(size)]]
                    ids.append(try await client.send("tools/call", call))
                }
                for id in ids {
                    let reply = try await client.reply(to: id)
                    #expect(try reply.result["isError"] == false)
                }
            }
        }
    }
}
