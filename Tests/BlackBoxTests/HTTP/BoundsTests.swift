import TestSupport
import Testing

extension BlackBox.OverHTTP {
    @Suite("Bounds")
    struct BoundsTests {
        @Test("--read-only leaves out the tools that write, and does not know them")
        func readOnly() async throws {
            try await server("--read-only").run(.r20260728) { client in
                let tools = try #require(try await client.request("tools/list").result["tools"]?.array)
                #expect(tools.compactMap { $0["name"]?.string }.sorted() == ["get_document", "search_documents"])
                #expect(tools.allSatisfy { $0["annotations"]?["readOnlyHint"] == true })
                let reply = try await client.request("tools/call", ["name": "delete_document", "arguments": ["id": 1]])
                #expect(reply.errorCode == -32602)
            }
        }

        @Test("--toolsets shows the sets named, and refuses to start with one that there is not")
        func toolsets() async throws {
            try await server("--toolsets", "documents").run(.r20260728) { client async throws in
                #expect(try await client.request("tools/list").result["tools"]?.array?.count == 6)
            }
            let result = try await BlackBox.server.command(["serve", "--http", "127.0.0.1:0", "--toolsets", "nonsense"])
            #expect(!result.succeeded)
            #expect(result.errors.contains("nonsense"))
            #expect(result.errors.contains("documents"))
        }

        @Test("--rate-limit refuses what is too much, with a text that says when to come again")
        func rateLimit() async throws {
            try await server("--rate-limit", "0.01").run(.r20260728) { client in
                let first = try await client.call("get_document", ["id": 987_654_321])
                #expect(first.text.contains("987654321"))
                let second = try await client.call("get_document", ["id": 987_654_321])
                #expect(second.isError)
                #expect(second.text.contains("Too many calls"))
                #expect(second.text.contains("call again in"))
            }
        }

        @Test("--call-timeout stops a call that takes longer, and says so")
        func callTimeout() async throws {
            let tag = BlackBox.uniqueTag()
            try await embeddingServer("--call-timeout", "1").run(.r20260728) { client in
                try await wait(for: "/readyz to be 200") { try await client.get("/readyz").status == 200 }
                let outcome = try await client.call(
                    "add_document",
                    ["content": .string(Prose.words(60_000)), "metadata": ["tag": tag]]
                )
                #expect(outcome.isError)
                #expect(outcome.text.contains("took longer than"))
                let found = try await client.search("bench", filter: ["tag": tag])
                #expect(found.isEmpty)
            }
        }
    }
}
