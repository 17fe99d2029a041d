import TestSupport
import Testing

extension BlackBox {
    @Suite("Lines on standard input")
    struct FramingTests {
        @Test("lines that are no request are passed over in silence, and the next request is answered")
        func junk() async throws {
            let junk = [
                "hello", "{", "}", "{\"jsonrpc\":", "[", "]", "[]", "[[]]", "[1,2]", "null", "true", "42", "\"text\"",
                "{}", "{\"id\":1}", "{\"method\":\"ping\"}", "{\"method\":\"ping\",\"id\":5}",
                #"{"jsonrpc":"1.0","id":5,"method":"ping"}"#, #"{"jsonrpc":2.0,"id":5,"method":"ping"}"#,
                #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":5}"#,
                #"{"jsonrpc":"2.0","id":5,"method":"ping"}}"#, #"{"jsonrpc":"2.0","id":5,"method":"ping"} trailing"#,
                #"{"jsonrpc":"2.0","id":5,"method":"ping",}"#, #"{'jsonrpc':'2.0','id':5,'method':'ping'}"#,
                #"{"jsonrpc":"2.0","id":NaN,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":5,"method":"pi\qng"}"#,
                "\u{0}\u{1}\u{2}", "GET / HTTP/1.1", "Content-Length: 46",
            ]
            let ending = try await server.run { client async throws in
                for line in junk { await client.sendLine(line) }
                try await client.ping()
            }
            #expect(ending.received.count == 3)
            #expect(ending.status == .exited(0))
        }

        @Test(
            "a request whose method is no name is refused under its id",
            arguments: ["7", "null", "{}", "[\"ping\"]"]
        )
        func methodIsNoString(_ method: String) async throws {
            try await server.run { client async throws in
                await client.sendLine(#"{"jsonrpc":"2.0","id":5,"method":\#(method)}"#, asking: [5: "ping"])
                #expect(try await client.reply(to: 5).errorCode == -32600)
            }
        }

        @Test("deep nesting, far past any use, breaks nothing", arguments: ["[", "{\"a\":"])
        func deepNesting(_ opening: String) async throws {
            try await server.run { client async throws in
                await client.sendLine(String(repeating: opening, count: 200_000))
                let closing = opening == "[" ? "]" : "}"
                let deep = String(repeating: opening, count: 100_000) + "1" + String(repeating: closing, count: 100_000)
                await client.sendLine(#"{"jsonrpc":"2.0","method":"notifications/deep","params":{"a":\#(deep)}}"#)
                try await client.ping()
            }
        }

        @Test("carriage returns, blank lines and a byte order mark are taken as they come")
        func lineEnds() async throws {
            try await server.run(nil) { client async throws in
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

        @Test("a request that arrives in pieces, and several that arrive in one, are all answered")
        func chunks() async throws {
            try await server.run(nil) { client async throws in
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

        @Test("a last request without a line end is answered")
        func lastLineOpen() async throws {
            try await server.run(nil) { client async throws in
                await client.sendBytes(Array(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#.utf8), asking: [1: "ping"])
                await client.closeInput()
                #expect(try await client.reply(to: 1).result == [:])
            }
        }

        @Test("a request above the bound of 16 MiB is refused under its id, and the server goes on")
        func hugeRequest() async throws {
            try await server.run { client async throws in
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

        @Test("anything else above the bound is passed over in silence")
        func hugeNotification() async throws {
            let ending = try await server.run { client in
                let padding = String(repeating: "x", count: 17 << 20)
                await client.sendLine(#"{"jsonrpc":"2.0","method":"notifications/x","params":{"x":"\#(padding)"}}"#)
                await client.sendLine(padding)
                try await client.ping()
            }
            #expect(ending.received.count == 3)
        }

        @Test("a line of 15 MiB is served")
        func largeLine() async throws {
            try await server.run { client async throws in
                let padding = String(repeating: "x", count: 15 << 20)
                await client.sendLine(
                    #"{"jsonrpc":"2.0","id":5,"method":"ping","params":{"x":"\#(padding)"}}"#,
                    asking: [5: "ping"]
                )
                #expect(try await client.reply(to: 5).result == [:])
            }
        }

        @Test("bytes that are no UTF-8 become U+FFFD, and the request is served")
        func invalidUTF8() async throws {
            try await server.run { client in
                let opening =
                    #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"add_document","#
                    + #""arguments":{"content":"before "#
                let invalid: [UInt8] = [0xFF, 0x20, 0xC3, 0x28, 0x20, 0xED, 0xA0, 0x80]
                await client.sendBytes(
                    Array(opening.utf8) + invalid + Array(" after\"}}}\n".utf8),
                    asking: [5: "tools/call"]
                )
                let added = try ToolOutcome(result: try await client.reply(to: 5).result).value
                let id = try #require(added["id"])
                let content = try #require(try await client.value("get_document", ["id": id])["content"]?.string)
                #expect(content.hasPrefix("before \u{FFFD}"))
                #expect(content.hasSuffix(" after"))
                #expect(content.contains("("), "the byte after a broken sequence is not swallowed")
                _ = try await client.value("delete_document", ["id": id])
            }
        }

        @Test("escaped lone surrogates become U+FFFD, pairs become one character")
        func surrogates() async throws {
            try await server.run { client in
                await client.sendLine(
                    #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"add_document","#
                        + #""arguments":{"content":"lone \ud83d end, pair \ud83d\ude00 end"}}}"#,
                    asking: [5: "tools/call"]
                )
                let added = try ToolOutcome(result: try await client.reply(to: 5).result).value
                let id = try #require(added["id"])
                let content = try await client.value("get_document", ["id": id])["content"]
                #expect(content == "lone \u{FFFD} end, pair 😀 end")
                _ = try await client.value("delete_document", ["id": id])
            }
        }
    }
}
