import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Sources of the web")
    struct WebTests {
        /// A server that may read what is below `/docs/` of a server of the web.
        private func withWeb(
            _ script: @escaping ScriptedServer.Script,
            body: (StdioClient, String, ScriptedServer) async throws -> Void
        ) async throws {
            try await ScriptedServer.serving(script) { web in
                let allowed = try server.with(settings: ["SOURCE_URLS": "\(web.url)/docs/, https://other.example/a"])
                try await allowed.overStdio { client in try await body(client, web.url, web) }
            }
        }

        @Test("a page is read as its type says, and its address is its key; read again unchanged, nothing is done")
        func page() async throws {
            try await withWeb { exchange in
                let page =
                    "<html><head><title>Kilns</title><script>steal()</script></head><body><h1>Firing</h1>"
                    + "<p>Porcelain is fired at 1280 degrees for nine hours.</p></body></html>"
                try await exchange.answer("200 OK", page, fields: "Content-Type: text/html; charset=utf-8")
            } body: { client, url, web in
                let path = JSONValue.string("\(url)/docs/kilns?lang=en#firing")
                let added = try await client.value("add_document", ["path": path])
                #expect(added["key"] == .string("\(url)/docs/kilns?lang=en"))
                #expect(added["outcome"] == "created")
                let source = try await client.value("get_source", ["id": added["id"] ?? nil])
                #expect(source["source"]?["media_type"] == "text/html")
                #expect(source["content"]?.string?.contains("# Firing") == true)
                #expect(source["content"]?.string?.contains("steal") == false)
                #expect(web.requests.first?.target == "/docs/kilns?lang=en")
                let again = try await client.value("add_document", ["path": path])
                #expect(again["outcome"] == "unchanged")
            }
        }

        @Test(
            "what is not below an allowed address is not asked for, however it is written",
            arguments: [
                "/secret", "/docs", "/docsx/a", "/docs/../secret", "/docs/%2e%2e/secret", "/docs/..%2Fsecret",
                "/docs/..%5csecret", "/docs/./a", "/docs/%ff", "/docs/%ff/%2e%2e/%2e%2e/secret", "/docs/%ff?a=b",
                "/docs/%zz", "/docs/caf%E9.html", "/docs/a\\..\\b", "/docs/a%00b/../c",
            ]
        )
        func outside(_ path: String) async throws {
            try await withWeb {
                try await $0.answer("200 OK", "A secret.")
            } body: { client, url, web in
                let refused = try await client.call("add_document", ["path": .string(url + path)])
                #expect(refused.isError)
                #expect(web.requests.isEmpty)
            }
        }

        @Test("nor another host, port or scheme, nor with a name and a password")
        func otherHosts() async throws {
            try await withWeb {
                try await $0.answer("200 OK", "A secret.")
            } body: { client, url, web in
                let host = url.replacing("http://", with: "")
                let port = host.split(separator: ":").last ?? ""
                for address in [
                    "https://\(host)/docs/a", "http://localhost:\(port)/docs/a", "http://127.0.0.1/docs/a",
                    "http://\(host)@other.example/docs/a", "http://user:word@\(host)/docs/a",
                    "http://other.example/a", "https://other.example/ab", "https://other.example.evil.example/a",
                    "http://", "http:///docs/", "https://[::1", "ftp://\(host)/docs/a",
                ] {
                    let refused = try await client.call("add_document", ["path": .string(address)])
                    #expect(refused.isError, "\(address)")
                    #expect(!refused.text.contains("word@"))
                }
                #expect(web.requests.isEmpty)
            }
        }

        @Test("a redirect is followed where it leads to what is allowed, and no further")
        func redirects() async throws {
            try await withWeb { exchange in
                switch exchange.request.target {
                case "/docs/old": try await exchange.answer("302 Found", "", fields: "Location: new.md")
                case "/docs/new.md": try await exchange.answer("200 OK", "# The new place\n\nHerons nest by the weir.")
                case "/docs/out": try await exchange.answer("301 Moved", "", fields: "Location: /secret")
                case "/docs/away":
                    try await exchange.answer("307 Elsewhere", "", fields: "Location: http://other.example/docs/")
                case "/docs/signed":
                    try await exchange.answer(
                        "302 Found",
                        "",
                        fields: "Location: http://a:word@other.example/x?key=TOPSECRET"
                    )
                case "/docs/loop": try await exchange.answer("308 Again", "", fields: "Location: /docs/loop")
                case "/docs/nowhere": try await exchange.answer("302 Found", "")
                default: try await exchange.answer("200 OK", "A secret.")
                }
            } body: { client, url, web in
                let added = try await client.value("add_document", ["path": .string("\(url)/docs/old")])
                #expect(added["key"] == .string("\(url)/docs/old"))
                #expect(added["notes"]?.array?.first?.string?.contains("/docs/new.md") == true)
                #expect(added["title"] == "The new place")
                for (path, words) in [
                    ("out", "SOURCE_URLS"), ("signed", "other.example"), ("away", "SOURCE_URLS"),
                    ("loop", "more than 5 times"), ("nowhere", "302"),
                ] {
                    let refused = try await client.call("add_document", ["path": .string("\(url)/docs/\(path)")])
                    #expect(refused.isError)
                    #expect(refused.text.contains(words), "\(refused.text)")
                    #expect(!refused.text.contains("a:word") && !refused.text.contains("TOPSECRET"), "\(refused.text)")
                }
                #expect(!web.requests.contains { $0.target == "/secret" })
            }
        }

        @Test("a server that fails, lies about length or sends what is no text is told apart, and nothing is stored")
        func failures() async throws {
            try await withWeb { exchange in
                switch exchange.request.target {
                case "/docs/missing": try await exchange.answer("404 Not Found", "nothing here")
                case "/docs/broken": try await exchange.answer("500 Internal Server Error", "oops")
                case "/docs/short":
                    try await exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nonly this")
                case "/docs/huge":
                    try await exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 99000000000\r\n\r\n")
                    _ = await exchange.untilClosed()
                case "/docs/endless":
                    try await exchange.begin("text/plain")
                    _ = await exchange.chunks(String(repeating: "endless ", count: 100_000))
                case "/docs/picture":
                    try await exchange.answer(
                        "200 OK",
                        "\u{89}PNG\r\n\u{1A}\n\0\0\0",
                        fields: "Content-Type: image/png"
                    )
                default: try await exchange.answer("200 OK", "   ", fields: "Content-Type: text/plain")
                }
            } body: { client, url, _ in
                for (path, words) in [
                    ("missing", "404"), ("broken", "500"), ("short", "cannot be read"), ("huge", "more than"),
                    ("endless", "more than"), ("picture", "cannot be read"), ("empty", "word"),
                ] {
                    let place = JSONValue.string("\(url)/docs/\(path)")
                    let refused = try await client.call("add_document", ["path": place])
                    #expect(refused.isError, "\(path)")
                    #expect(refused.text.contains(words), "\(path): \(refused.text)")
                    #expect(try await client.call("get_source", ["key": place]).isError)
                }
            }
        }

        @Test("without an allowed address nothing of the web is read, and the error names the setting")
        func closed() async throws {
            let secret: ScriptedServer.Script = { try await $0.answer("200 OK", "A secret.") }
            try await ScriptedServer.serving(secret) { web -> Void in
                try await server.overStdio { client in
                    let refused = try await client.call("add_document", ["path": .string("\(web.url)/docs/a")])
                    #expect(refused.text.contains("SOURCE_URLS"))
                    #expect(web.requests.isEmpty)
                }
            }
        }
    }
}
