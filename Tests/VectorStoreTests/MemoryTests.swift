import TestSupport
import Testing

extension VectorStore {
    @Suite("The memory of requests")
    struct MemoryTests {
        /// A document whose metadata are tiny objects, which take forty times as much in memory as their text.
        private static func document(_ objects: Int) -> String {
            let metadata = repeatElement(#"{"b":1}"#, count: objects).joined(separator: ",")
            return #"{"content":"tea","metadata":{"a":[\#(metadata)]}}"#
        }

        @Test("the process stays within its budget, however much is sent at once, and serves all of it over pipes")
        func pipes() async throws {
            try await server.with("--call-memory", "64", "--caller-memory", "64").overStdio { client in
                var ids = [try #require(try await client.value("add_document", ["content": "warm"])["id"])]
                let before = try client.process.mostMemory()
                let document = Self.document(125_000)
                let requests = (0..<8).map { JSONValue.string("large \($0)") }
                for id in requests {
                    let params = #"{"name":"add_document","arguments":\#(document)}"#
                    let line =
                        #"{"jsonrpc":"2.0","id":\#(try id.serialized),"method":"tools/call","params":\#(params)}"#
                    await client.sendLine(line, asking: [id: "tools/call"])
                }
                for request in requests {
                    let outcome = ToolOutcome(result: try await client.reply(to: request).result)
                    #expect(!outcome.isError, "\(outcome.text.prefix(200))")
                    ids.append(try #require(try outcome.value["id"]))
                }
                // All of it at once takes 270 MiB. What is freed may stay with the process, in pieces.
                #expect(try client.process.mostMemory() - before < 160 << 20)
                for id in ids { _ = try await client.call("delete_document", ["id": id]) }
            }
        }

        @Test("REST refuses what can never fit with 413")
        func rest() async throws {
            try await withoutModel.with("--call-memory", "64", "--caller-memory", "64").overHTTP(nil) { client in
                let document = Self.document(400_000)
                let answer = try await client.fetch("POST", "\(client.origin)/api/v1/documents", body: document)
                #expect(answer.status == 413)
                #expect(answer.text.contains("64 MiB"))
            }
        }
    }
}
