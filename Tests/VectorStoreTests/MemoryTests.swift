import TestSupport
import Testing

extension VectorStore {
    @Suite("The memory of requests")
    struct MemoryTests {
        /// Arguments with many tiny objects, which take forty times as much in memory as their text. The tool knows no
        /// such argument, so that its answer is short.
        private static func arguments(_ objects: Int) -> String {
            let many = repeatElement(#"{"b":1}"#, count: objects).joined(separator: ",")
            return #"{"id":1,"many":[\#(many)]}"#
        }

        @Test("the process stays within its budget, however much is sent at once, and answers all of it over pipes")
        func pipes() async throws {
            try await withoutModel.with("--call-memory", "64", "--caller-memory", "64").overStdio { client in
                #expect(try await client.call("get_document", ["id": 987_654_321]).isError)
                let before = try client.process.mostMemory()
                let arguments = Self.arguments(125_000)
                let requests = (0..<8).map { JSONValue.string("large \($0)") }
                for id in requests {
                    let params = #"{"name":"get_document","arguments":\#(arguments)}"#
                    let line =
                        #"{"jsonrpc":"2.0","id":\#(try id.serialized),"method":"tools/call","params":\#(params)}"#
                    await client.sendLine(line, asking: [id: "tools/call"])
                }
                for request in requests {
                    let outcome = ToolOutcome(result: try await client.reply(to: request).result)
                    #expect(outcome.text.contains("unknown argument \"many\""), "\(outcome.text.prefix(200))")
                }
                // All of it at once takes 270 MiB. What is freed may stay with the process, in pieces.
                #expect(try client.process.mostMemory() - before < 160 << 20)
            }
        }

        @Test("REST refuses what can never fit with 413")
        func rest() async throws {
            try await withoutModel.with("--call-memory", "64", "--caller-memory", "64").overHTTP(nil) { client in
                let url = "\(client.origin)/api/v1/tools/get_document"
                let answer = try await client.fetch("POST", url, body: Self.arguments(400_000))
                #expect(answer.status == 413)
                #expect(answer.text.contains("64 MiB"))
            }
        }
    }
}
