import TestSupport
import Testing

extension VectorStore {
    @Suite("The memory of requests")
    struct MemoryTests {
        /// Metadata of a megabyte of tiny objects, which take forty times as much in memory.
        private static let metadata: JSONValue = ["a": .array(Array(repeating: ["b": 1], count: 125_000))]
        private static let document: JSONValue = ["content": "tea", "metadata": metadata]

        @Test("the process stays within its budget, however much is sent at once, and serves all of it over pipes")
        func pipes() async throws {
            try await server.with("--call-memory", "64", "--caller-memory", "64").overStdio { client in
                var ids = [try #require(try await client.value("add_document", ["content": "warm"])["id"])]
                let before = try client.process.mostMemory()
                var requests: [JSONValue] = []
                for _ in 0..<12 {
                    let params: JSONValue = ["name": "add_document", "arguments": Self.document]
                    requests.append(try await client.start("tools/call", params, as: nil, judged: false))
                }
                for request in requests {
                    let outcome = ToolOutcome(result: try await client.reply(to: request).result)
                    #expect(!outcome.isError, "\(outcome.text.prefix(200))")
                    ids.append(try #require(try outcome.value["id"]))
                }
                // All of it at once takes 400 MiB. What is freed may stay with the process, in pieces.
                #expect(try client.process.mostMemory() - before < 160 << 20)
                for id in ids { _ = try await client.call("delete_document", ["id": id]) }
            }
        }

        @Test("REST refuses what can never fit with 413")
        func rest() async throws {
            let large: JSONValue = ["a": .array(Array(repeating: ["b": 1], count: 400_000))]
            try await withoutModel.with("--call-memory", "64", "--caller-memory", "64").overHTTP(nil) { client in
                let body = try (["content": "tea", "metadata": large] as JSONValue).serialized
                let answer = try await client.fetch("POST", "\(client.origin)/api/v1/documents", body: body)
                #expect(answer.status == 413)
                #expect(answer.text.contains("64 MiB"))
            }
        }
    }
}
