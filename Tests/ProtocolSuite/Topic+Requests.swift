import TestSupport
import Testing

extension Topic {
    static let requests = Topic("Requests and errors") {
        Rule("the id comes back as it was sent, type and value, in results and in errors", for: ids) { server, id in
            try await server.overStdio { client in
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

        Rule("requests sent together are all answered, each under its own id") { server in
            try await server.overStdio { client async throws in
                var ids: [JSONValue] = []
                for number in 0..<200 {
                    let id: JSONValue = number.isMultiple(of: 2) ? .int(1_000 + number) : "r\(number)"
                    ids.append(try await client.send(number.isMultiple(of: 3) ? "tools/list" : "ping", id: id))
                }
                for id in ids { _ = try await client.reply(to: id).result }
            }
        }

        Rule("ping is answered with exactly an empty object", for: Revision.legacy) { server, revision in
            try await server.overStdio(revision) { client async throws in
                #expect(try await client.request("ping").result == [:])
                #expect(try await client.request("ping", [:]).result == [:])
            }
        }

        Rule(
            "an unknown method is not found",
            for: [
                "nonsense", "", "tools", "tools/list/", "TOOLS/LIST", "server/discover", "subscriptions/listen",
            ]
        ) { server, method in
            try await server.overStdio { client in
                let reply = try await client.request(method, judged: false)
                #expect(reply.errorCode == -32601)
                #expect(!reply.errorMessage.isEmpty)
            }
        }

        Rule("every list is answered, and is empty where nothing of the kind is declared") { server in
            let lists = [
                "tools/list": "tools", "resources/list": "resources", "resources/templates/list": "resourceTemplates",
                "prompts/list": "prompts",
            ]
            try await server.overStdio(nil) { client in
                let capabilities = try #require(try await client.initialize("2025-11-25").result["capabilities"])
                for (method, member) in lists {
                    let capability = member == "resourceTemplates" ? "resources" : member
                    let list = try await client.request(method).result[member]?.array
                    #expect(list != nil, "\(method)")
                    #expect(capabilities[capability] != nil || list == [], "\(method)")
                }
                let level = try await client.request("logging/setLevel", ["level": "info"])
                #expect((level.errorCode == -32601) == (capabilities["logging"] == nil))
            }
        }

        Rule(
            "a call that is no well-formed call is refused as invalid parameters",
            for: [[:], ["name": nil], ["name": 7], ["name": ["a_tool"]]] as [JSONValue]
        ) { server, params in try await expectMalformed(params, to: server) }

        Rule(
            "arguments that are no object are refused as invalid parameters",
            for: [[1], "none", 5] as [JSONValue]
        ) { server, arguments in
            try await expectMalformed(["name": .string(server.reading.tool), "arguments": arguments], to: server)
        }

        Rule("parameters that are no object are refused", for: [[], [1], "text", 5, true] as [JSONValue]) {
            server,
            params in
            try await server.overStdio { client in
                let reply = try await client.request("tools/call", params, judged: false)
                #expect([-32602, -32600].contains(reply.errorCode))
            }
        }

        Rule("an unknown tool is a protocol error that names it", for: Revision.allCases) { server, revision in
            try await server.overStdio(revision) { client in
                let reply = try await client.request("tools/call", ["name": "no_such_tool", "arguments": [:]])
                #expect(reply.errorCode == -32602)
                #expect(reply.errorMessage.contains("no_such_tool"))
            }
        }

        Rule("a cursor that the server did not give is refused", for: ["", "garbage", "AAAA"]) { server, cursor in
            try await server.overStdio { client in
                let reply = try await client.request("tools/list", ["cursor": .string(cursor)])
                #expect(reply.errorCode == -32602)
            }
        }

        Rule("members that no one knows are ignored") { server in
            try await server.overStdio { client async throws in
                await client.sendLine(
                    #"{"x":1,"jsonrpc":"2.0","trace":{"deep":[1,{}]},"id":77,"method":"ping","params":{"y":null}}"#,
                    asking: [77: "ping"]
                )
                #expect(try await client.reply(to: 77).result == [:])
            }
        }
    }
}

private let ids: [JSONValue] = [
    0, 1, -1, 9_007_199_254_740_993, .int(.max), .int(.min), "1", "", "a-b", "naïve 😀 \u{2028}", "null",
]

private func expectMalformed(_ params: JSONValue, to server: ServerUnderTest) async throws {
    try await server.overStdio { client in
        for revision in [Revision.r20251125, .r20260728] {
            let reply = try await client.request("tools/call", params, as: revision, judged: false)
            #expect(reply.errorCode == -32602)
            #expect(!reply.errorMessage.isEmpty)
        }
    }
}
