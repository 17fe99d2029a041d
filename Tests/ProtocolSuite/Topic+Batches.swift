import TestSupport
import Testing

extension Topic {
    static let batches = Topic("Batches") {
        Rule("where 2025-03-26 was agreed on, a batch is answered by one array without the notifications") { server in
            let ending = try await server.overStdio(.r20250326) { client async throws in
                await client.sendLine(batch, asking: ["a": "ping", "b": "nonsense", "c": "tools/list"])
                #expect(try await client.reply(to: "a").result == [:])
                #expect(try await client.reply(to: "b").errorCode == -32601)
                #expect(try await client.reply(to: "c").result["tools"]?.array?.isEmpty == false)
            }
            #expect(ending.received.filter { $0.array?.count == 3 }.count == 1)
        }

        Rule("a batch of notifications alone is not answered, and one with initialize in it is refused") { server in
            let ending = try await server.overStdio(.r20250326) { client async throws in
                await client.sendLine(#"[{"jsonrpc":"2.0","method":"notifications/x"}]"#)
                await client.sendLine(
                    #"[{"jsonrpc":"2.0","id":8,"method":"initialize","params":{"protocolVersion":"2025-03-26","#
                        + #""capabilities":{},"clientInfo":{"name":"c","version":"1"}}}]"#,
                    asking: [8: "initialize"]
                )
                #expect(try await client.reply(to: 8).errorCode == -32600)
                try await client.ping()
            }
            #expect(ending.received.count == 4)
        }

        Rule(
            "in every other revision each request in a batch is refused by itself",
            for: Revision.allCases.filter { $0 != .r20250326 }
        ) { server, revision in
            let ending = try await server.overStdio(revision) { client async throws in
                let requests: [JSONValue: String] = ["a": "ping", "b": "nonsense", "c": "tools/list"]
                await client.sendLine(batch, asking: requests)
                for id in requests.keys { #expect(try await client.reply(to: id).errorCode == -32600) }
                try await client.ping()
            }
            #expect(ending.received.count == 6)
        }
    }
}

private let batch =
    #"[{"jsonrpc":"2.0","id":"a","method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},"#
    + #"{"jsonrpc":"2.0","id":"b","method":"nonsense"},{"jsonrpc":"2.0","id":"c","method":"tools/list"}]"#
