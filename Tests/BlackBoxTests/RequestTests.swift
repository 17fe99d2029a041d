import TestSupport
import Testing

extension BlackBox {
    @Suite("Requests and errors")
    struct RequestTests {
        static let ids: [JSONValue] = [
            0, 1, -1, 9_007_199_254_740_993, .int(.max), .int(.min), "1", "", "a-b", "naïve 😀 \u{2028}", "null",
        ]

        @Test("the id comes back as it was sent, type and value, in results and in errors", arguments: ids)
        func echoesID(_ id: JSONValue) async throws {
            try await server.run { client in
                for (method, revision) in [
                    ("tools/list", .r20251125), ("tools/list", .r20260728), ("none", .r20251125),
                ]
                    as [(String, Revision)]
                {
                    let reply = try await client.request(method, id: id, as: revision)
                    #expect(reply.message["id"] == id)
                    #expect(reply.message["jsonrpc"] == "2.0")
                    if let number = id.int { #expect(reply.line.contains(#"\#(number)"#)) }
                }
            }
        }

        @Test("requests sent together are all answered, each under its own id")
        func concurrentRequests() async throws {
            try await server.run { client async throws in
                var ids: [JSONValue] = []
                for number in 0..<200 {
                    let id: JSONValue = number.isMultiple(of: 2) ? .int(1_000 + number) : "r\(number)"
                    ids.append(try await client.send(number.isMultiple(of: 3) ? "tools/list" : "ping", id: id))
                }
                for id in ids { _ = try await client.reply(to: id).result }
            }
        }

        @Test("ping is answered with exactly an empty object", arguments: Revision.legacy)
        func ping(_ revision: Revision) async throws {
            try await server.run(revision) { client async throws in
                #expect(try await client.request("ping").result == [:])
                #expect(try await client.request("ping", [:]).result == [:])
            }
        }

        @Test(
            "an unknown method is not found",
            arguments: [
                "nonsense", "", "tools", "tools/list/", "TOOLS/LIST", "server/discover", "subscriptions/listen",
            ]
        )
        func unknownMethod(_ method: String) async throws {
            try await server.run { client in
                let reply = try await client.request(method, judged: false)
                #expect(reply.errorCode == -32601)
                #expect(!reply.errorMessage.isEmpty)
            }
        }

        @Test("what is declared is answered, and what is not is not there")
        func declared() async throws {
            let lists = [
                "resources/list": "resources", "resources/templates/list": "resourceTemplates",
                "prompts/list": "prompts",
            ]
            try await server.run(nil) { client in
                let capabilities = try #require(try await client.initialize("2025-11-25").result["capabilities"])
                for (method, member) in lists {
                    let capability = member == "resourceTemplates" ? "resources" : member
                    #expect(capabilities[capability] != nil)
                    #expect(try await client.request(method).result[member]?.array != nil, "\(method)")
                }
                let level = try await client.request("logging/setLevel", ["level": "info"])
                #expect((level.errorCode == -32601) == (capabilities["logging"] == nil))
            }
        }

        @Test(
            "a call that is no well-formed call is refused as invalid parameters",
            arguments: [
                [:], ["name": nil], ["name": 7], ["name": ["get_document"]],
                ["name": "get_document", "arguments": [1]], ["name": "get_document", "arguments": "none"],
                ["name": "get_document", "arguments": 5],
            ] as [JSONValue]
        )
        func malformedCall(_ params: JSONValue) async throws {
            try await server.run { client in
                for revision in [Revision.r20251125, .r20260728] {
                    let reply = try await client.request("tools/call", params, as: revision, judged: false)
                    #expect(reply.errorCode == -32602)
                    #expect(!reply.errorMessage.isEmpty)
                }
            }
        }

        @Test("parameters that are no object are refused", arguments: [[], [1], "text", 5, true] as [JSONValue])
        func malformedParameters(_ params: JSONValue) async throws {
            try await server.run { client in
                let reply = try await client.request("tools/call", params, judged: false)
                #expect([-32602, -32600].contains(reply.errorCode))
            }
        }

        @Test("an unknown tool is a protocol error that names it", arguments: Revision.allCases)
        func unknownTool(_ revision: Revision) async throws {
            try await server.run(revision) { client in
                let reply = try await client.request("tools/call", ["name": "no_such_tool", "arguments": [:]])
                #expect(reply.errorCode == -32602)
                #expect(reply.errorMessage.contains("no_such_tool"))
            }
        }

        @Test("a cursor that the server did not give is refused", arguments: ["", "garbage", "AAAA"])
        func badCursor(_ cursor: String) async throws {
            try await server.run { client in
                let reply = try await client.request("tools/list", ["cursor": .string(cursor)])
                #expect(reply.errorCode == -32602)
            }
        }

        @Test("members that no one knows are ignored")
        func extraMembers() async throws {
            try await server.run { client async throws in
                await client.sendLine(
                    #"{"x":1,"jsonrpc":"2.0","trace":{"deep":[1,{}]},"id":77,"method":"ping","params":{"y":null}}"#,
                    asking: [77: "ping"]
                )
                #expect(try await client.reply(to: 77).result == [:])
            }
        }
    }
}
