import TestSupport
import Testing

extension Topic {
    static let framing = Topic("Lines on standard input") {
        Rule("lines that are no request are passed over in silence, and the next request is answered") { server in
            let junk = [
                "hello", "{", "}", "{\"jsonrpc\":", "[", "]", "[]", "[[]]", "[1,2]", "null", "true", "42", "\"text\"",
                "{}", "{\"id\":1}", "{\"method\":\"ping\"}",
                #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":5}"#,
                #"{"jsonrpc":"2.0","id":5,"method":"ping"}}"#, #"{"jsonrpc":"2.0","id":5,"method":"ping"} trailing"#,
                #"{'jsonrpc':'2.0','id':5,'method':'ping'}"#, #"{"jsonrpc":"2.0","id":NaN,"method":"ping"}"#,
                "\u{0}\u{1}\u{2}", "GET / HTTP/1.1", "Content-Length: 46",
            ]
            let ending = try await server.overStdio { client async throws in
                for line in junk { await client.sendLine(line) }
                try await client.ping()
            }
            #expect(ending.received.count == 3)
            #expect(ending.status == .exited(0))
        }

        Rule(
            "a request that cannot be read, or is none of JSON-RPC 2.0, is refused under its id",
            for: [
                #"{"method":"ping","id":5}"#, #"{"jsonrpc":"1.0","id":5,"method":"ping"}"#,
                #"{"jsonrpc":2.0,"id":5,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":5,"method":"ping",}"#,
                #"{"jsonrpc":"2.0","id":5,"method":"pi\qng"}"#,
                #"{"jsonrpc":"2.0","method":"ping","params":{"n":1e400},"id":5}"#,
                #"{"method":"ping","params":{"n":"# + String(repeating: "[", count: 513)
                    + String(repeating: "]", count: 513) + #"},"jsonrpc":"2.0","id":5}"#,
            ]
        ) { server, line in
            try await server.overStdio { client async throws in
                await client.sendLine(line, asking: [5: "ping"])
                #expect([-32700, -32600].contains(try await client.reply(to: 5).errorCode))
                try await client.ping()
            }
        }

        Rule("a request whose method is no name is refused under its id", for: ["7", "null", "{}", "[\"ping\"]"]) {
            server,
            method in
            try await server.overStdio { client async throws in
                await client.sendLine(#"{"jsonrpc":"2.0","id":5,"method":\#(method)}"#, asking: [5: "ping"])
                #expect(try await client.reply(to: 5).errorCode == -32600)
            }
        }

        Rule("deep nesting, far past any use, breaks nothing", for: ["[", "{\"a\":"]) { server, opening in
            try await server.overStdio { client async throws in
                await client.sendLine(String(repeating: opening, count: 200_000))
                let closing = opening == "[" ? "]" : "}"
                let deep = String(repeating: opening, count: 100_000) + "1" + String(repeating: closing, count: 100_000)
                await client.sendLine(#"{"jsonrpc":"2.0","method":"notifications/deep","params":{"a":\#(deep)}}"#)
                try await client.ping()
            }
        }

        Rule("carriage returns, blank lines and a byte order mark are taken as they come") { server in
            try await server.overStdio(nil) { client async throws in
                let bom: [UInt8] = [0xEF, 0xBB, 0xBF]
                await client.sendBytes(
                    bom + Array("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r\n".utf8),
                    asking: [1: "ping"]
                )
                await client.sendBytes(Array("\n\r\n   \n\t\r\n".utf8))
                await client.sendBytes(
                    Array("  {\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}  \r\n".utf8),
                    asking: [2: "ping"]
                )
                #expect(try await client.reply(to: 1).result == [:])
                #expect(try await client.reply(to: 2).result == [:])
            }
        }

        Rule("a request that arrives in pieces, and several that arrive in one, are all answered") { server in
            try await server.overStdio(nil) { client async throws in
                let request = Array("{\"jsonrpc\":\"2.0\",\"id\":\"é\",\"method\":\"ping\"}\n".utf8)
                for (index, byte) in request.enumerated() {
                    await client.sendBytes([byte], asking: index == 0 ? ["é": "ping"] : [:])
                }
                #expect(try await client.reply(to: "é").result == [:])
                let several = (1...5).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"ping"}"# }
                await client.sendLine(
                    several.joined(separator: "\n"),
                    asking: [1: "ping", 2: "ping", 3: "ping", 4: "ping", 5: "ping"]
                )
                for id in 1...5 { #expect(try await client.reply(to: .int(id)).result == [:]) }
            }
        }

        Rule("a last request without a line end is answered") { server in
            try await server.overStdio(nil) { client async throws in
                await client.sendBytes(Array(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#.utf8), asking: [1: "ping"])
                await client.closeInput()
                #expect(try await client.reply(to: 1).result == [:])
            }
        }

        Rule(
            "a request above the bound of 16 MiB is refused under its id, and the server goes on",
            isThorough: true
        ) { server in
            try await server.overStdio { client async throws in
                let padding = String(repeating: "x", count: 17 << 20)
                await client.sendLine(
                    #"{"jsonrpc":"2.0","id":5,"method":"ping","params":{"x":"\#(padding)"}}"#,
                    asking: [5: "ping"]
                )
                let refusal = try await client.reply(to: 5)
                #expect(refusal.errorCode == -32600)
                #expect(refusal.errorMessage.contains("16777216"))
                try await client.ping()
            }
        }

        Rule("anything else above the bound is passed over in silence", isThorough: true) { server in
            let ending = try await server.overStdio { client in
                let padding = String(repeating: "x", count: 17 << 20)
                await client.sendLine(#"{"jsonrpc":"2.0","method":"notifications/x","params":{"x":"\#(padding)"}}"#)
                await client.sendLine(padding)
                try await client.ping()
            }
            #expect(ending.received.count == 3)
        }

        Rule("a line of 15 MiB is served", isThorough: true) { server in
            try await server.overStdio { client async throws in
                let padding = String(repeating: "x", count: 15 << 20)
                await client.sendLine(
                    #"{"jsonrpc":"2.0","id":5,"method":"ping","params":{"x":"\#(padding)"}}"#,
                    asking: [5: "ping"]
                )
                #expect(try await client.reply(to: 5).result == [:])
            }
        }
    }
}
