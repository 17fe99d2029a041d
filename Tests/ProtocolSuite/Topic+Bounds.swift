import TestSupport
import Testing

extension Topic {
    static let bounds = Topic("Bounds") {
        Rule("--read-only leaves out the tools that write, and does not know them") { server in
            try await server.withoutModel.with("--read-only").overHTTP(.r20260728) { client in
                let tools = try await client.tools()
                #expect(tools.names == server.readers)
                #expect(tools.allSatisfy { $0["annotations"]?["readOnlyHint"] == true })
                for name in server.tools where !server.readers.contains(name) {
                    let reply = try await client.request("tools/call", ["name": .string(name), "arguments": [:]])
                    #expect(reply.errorCode == -32602)
                }
            }
        }

        Rule("--toolsets shows the sets named, and refuses to start with one that there is not") { server in
            let all = server.toolsets.joined(separator: ",")
            try await server.withoutModel.with("--toolsets", all).overHTTP(.r20260728) { client async throws in
                #expect(try await client.tools().names == server.tools)
            }
            let result = try await server.shared.command("serve", "--http", "127.0.0.1:0", "--toolsets", "nonsense")
            #expect(!result.succeeded)
            #expect(result.errors.contains("nonsense"))
            for toolset in server.toolsets { #expect(result.errors.contains(toolset)) }
        }

        Rule("--rate-limit refuses what is too much, with a text that says when to come again") { server in
            try await server.withoutModel.with("--rate-limit", "0.01").overHTTP(.r20260728) { client in
                #expect(try await client.call(server.reading).text.contains(server.reading.answer))
                let second = try await client.call(server.reading)
                #expect(second.isError)
                #expect(second.text.contains("Too many calls"))
                #expect(second.text.contains("call again in"))
            }
        }
    }
}
