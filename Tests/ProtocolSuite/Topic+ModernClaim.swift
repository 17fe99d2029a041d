import TestSupport
import Testing

extension Topic {
    static let modernClaim = Topic("The claim of a modern request") {
        Rule(
            "a claim that is incomplete or malformed is refused as invalid parameters",
            for: [
                [Revision.MetaKey.clientCapabilities: nil],
                [Revision.MetaKey.clientCapabilities: "none"],
                [Revision.MetaKey.clientCapabilities: []],
                [Revision.MetaKey.protocolVersion: 20_260_728],
                [Revision.MetaKey.protocolVersion: ["2026-07-28"]],
            ] as [JSONValue]
        ) { server, meta in
            try await server.overStdio(nil) { client in
                let reply = try await client.request("tools/list", ["_meta": meta], as: .r20260728, judged: false)
                #expect(reply.errorCode == -32602)
                #expect(!reply.errorMessage.isEmpty)
            }
        }

        Rule("a claim without clientInfo is served: it is optional") { server in
            try await server.overStdio(nil) { client in
                let meta: JSONValue = [Revision.MetaKey.clientInfo: nil]
                let result = try await client.request("tools/list", ["_meta": meta], as: .r20260728).result
                #expect(result["tools"]?.array?.isEmpty == false)
            }
        }

        Rule(
            "another version is refused with what is supported and what was asked for",
            for: ["2025-11-25", "2099-01-01", "draft", ""]
        ) { server, version in
            try await server.overStdio(nil) { client in
                let meta: JSONValue = [Revision.MetaKey.protocolVersion: .string(version)]
                for method in ["server/discover", "tools/list", "no/such/method"] {
                    let reply = try await client.request(method, ["_meta": meta], as: .r20260728)
                    #expect(reply.errorCode == -32022)
                    #expect(
                        reply.message["error"]?["data"]
                            == ["supported": ["2026-07-28"], "requested": .string(version)]
                    )
                }
            }
        }

        Rule(
            "methods that the modern revision no longer has, and unknown ones, are not found",
            for: [
                "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "tasks/list", "nonsense",
                "", "Tools/List", "rpc.discover",
            ]
        ) { server, method in
            try await server.overStdio(nil) { client in
                await client.use(.r20260728)
                let reply = try await client.request(method, judged: false)
                #expect(reply.errorCode == -32601)
            }
        }

        Rule("_meta that holds only a progress token is no claim") { server in
            try await server.overStdio(nil) { client in
                let result = try await client.request("tools/list", ["_meta": ["progressToken": 1]]).result
                #expect(result["resultType"] == nil)
                #expect(result["tools"]?.array?.isEmpty == false)
            }
        }

        Rule("every modern result is complete and says who answers; no legacy result has modern members") { server in
            try await server.overStdio { client in
                let call = server.reading.parameters
                for (method, params) in [("tools/list", nil), ("tools/call", call)] as [(String, JSONValue?)] {
                    let modern = try await client.request(method, params, as: .r20260728).result
                    #expect(modern["resultType"] == "complete")
                    #expect(modern["_meta"]?[Revision.MetaKey.serverInfo]?["version"]?.string?.isEmpty == false)
                    let legacy = try await client.request(method, params).result
                    for name in ["resultType", "ttlMs", "cacheScope"] { #expect(legacy[name] == nil) }
                }
                let list = try await client.request("tools/list", as: .r20260728).result
                #expect((list["ttlMs"]?.int).map { $0 >= 0 } == true)
                #expect(["public", "private"].contains(list["cacheScope"]))
            }
        }
    }
}
