import HTTP
import JSONFormat
import MCP
import TestSupport
import Testing

@Suite("HTTP: the checks of a request, in order")
struct RequestCheckTests {
    private let ping = Messages.legacy(1, "ping")

    @Test("a request is answered with JSON and the connection is kept")
    func serves() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            for _ in 0..<3 {
                try await connection.send(server.post(ping))
                let answer = try await connection.answer()
                #expect(answer.status == 200)
                #expect(answer["content-type"] == "application/json")
                #expect(answer.text == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
            }
        }
    }

    @Test(
        "1: a foreign, missing or doubled Host is misdirected",
        arguments: ["evil.example.com", "", "127.0.0.1:1", "localhost"]
    )
    func foreignHost(host: String) async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(server.post(ping, ["Host": host]))
            #expect(answer.status == 421)
            #expect(answer.json?["error"]?["code"] == -32600)
            #expect(answer.json?["id"] == nil)
            let doubled = try await server.ask(
                server.post(ping, ["Host": "127.0.0.1:\(server.port)", "host": "127.0.0.1:\(server.port)"])
            )
            #expect([400, 421].contains(doubled.status))
        }
    }

    @Test("1: the loopback goes by three names, and by those the operator allows")
    func ownHosts() async throws {
        try await TestEndpoint.with(configure: { $0.allowedHosts = ["mcp.example.com", "other.example.com:8443"] }) {
            server async throws in
            for host in ["127.0.0.1:\(server.port)", "LOCALHOST:\(server.port)", "[::1]:\(server.port)"] {
                #expect(try await server.ask(server.post(ping, ["Host": host])).status == 200)
            }
            for host in ["mcp.example.com", "MCP.example.com:1", "other.example.com:8443"] {
                #expect(try await server.ask(server.post(ping, ["Host": host])).status == 200)
            }
            for host in ["other.example.com", "mcp.example.com.evil.com", "mcp.example.com:x", "[::1", "::1"] {
                #expect(try await server.ask(server.post(ping, ["Host": host])).status == 421)
            }
        }
    }

    @Test("2: a page of a foreign origin is forbidden, and null is foreign")
    func foreignOrigin() async throws {
        try await TestEndpoint.with { server async throws in
            for origin in ["http://evil.example.com", "null", "http://localhost:1", "https://localhost:\(server.port)"]
            {
                let answer = try await server.ask(server.post(ping, ["Origin": origin]))
                #expect(answer.status == 403)
                #expect(answer.json?["error"] != nil)
                #expect(answer["access-control-allow-origin"] == nil)
            }
            let own = try await server.ask(server.post(ping, ["Origin": "http://localhost:\(server.port)"]))
            #expect(own.status == 200)
        }
    }

    @Test("the host goes before the origin, and both before the path")
    func orderOfNames() async throws {
        try await TestEndpoint.with { server async throws in
            let both: RawFields = ["Host": "evil.example.com", "Origin": "http://evil.example.com"]
            #expect(try await server.ask(server.post(ping, path: "/x", both)).status == 421)
            let foreign: RawFields = ["Origin": "http://evil.example.com"]
            #expect(try await server.ask(server.post(ping, path: "/x", foreign)).status == 403)
            #expect(try await server.ask(server.request("GET", "/.well-known/x", foreign)).status == 403)
        }
    }

    @Test("3: both forms of the path are served, everything else is a 404 with problem details")
    func paths() async throws {
        try await TestEndpoint.with { server async throws in
            #expect(try await server.ask(server.post(ping, path: "/mcp/")).status == 200)
            #expect(try await server.ask(server.post(ping, path: "/mcp?x=1")).status == 200)
            for path in [
                "/", "/mcp/x", "/mcpx", "/.well-known/oauth-protected-resource", "/register", "/authorize",
                "/.well-known/oauth-protected-resource/mcp", "/sse",
            ] {
                let answer = try await server.ask(server.request("GET", path))
                #expect(answer.status == 404)
                #expect(answer["content-type"] == "application/problem+json")
                #expect(answer.json?["status"] == 404)
            }
        }
    }

    @Test("5: other methods are not allowed", arguments: ["GET", "DELETE", "PUT", "HEAD", "OPTIONS", "PATCH"])
    func methods(method: String) async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(
                server.request(method, "/mcp", ["Accept": "text/event-stream"]),
                toHead: method == "HEAD"
            )
            #expect(answer.status == 405)
            #expect(answer["allow"] == "POST")
            if method != "HEAD" { #expect(answer.json?["error"] != nil) }
        }
    }

    @Test("a HEAD is answered without a body, and the connection goes on")
    func head() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send(server.request("HEAD", "/mcp") + server.post(ping))
            #expect(try await connection.answer(toHead: true).status == 405)
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test(
        "6: the body must be called JSON",
        arguments: ["", "text/plain", "application/jsonx", "application/x-www-form-urlencoded"]
    )
    func contentType(type: String) async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(server.post(ping, ["Content-Type": type]))
            #expect(answer.status == 415)
            #expect(answer.json?["error"] != nil)
        }
    }

    @Test("6: parameters and case of the type do not matter")
    func contentTypeForms() async throws {
        try await TestEndpoint.with { server async throws in
            for type in ["application/json; charset=utf-8", "Application/JSON", "application/json;"] {
                #expect(try await server.ask(server.post(ping, ["Content-Type": type])).status == 200)
            }
        }
    }

    @Test("7: a client that can read one of the two types is served")
    func accept() async throws {
        try await TestEndpoint.with { server async throws in
            for accept in ["", "*/*", "application/*", "application/json", "text/html, application/json;q=0.1"] {
                let answer = try await server.ask(server.post(ping, ["Accept": accept]))
                #expect(answer.status == 200)
                #expect(answer["content-type"] == "application/json")
            }
            for accept in ["text/html", "application/xml", "application/json;q=0", "application/json; q=0.0"] {
                #expect(try await server.ask(server.post(ping, ["Accept": accept])).status == 406)
            }
        }
    }

    @Test("7: a client that reads only events gets the answer as one")
    func acceptEvents() async throws {
        try await TestEndpoint.with { server async throws in
            for body in [ping, Messages.call(1, "echo", ["a": 1])] {
                let connection = try server.connect()
                try await connection.send(server.post(body, ["Accept": "text/event-stream"]))
                #expect(try await connection.head()["content-type"] == "text/event-stream")
                #expect(try await connection.message()?["id"] == 1)
                #expect(try await connection.message() == nil)
            }
        }
    }

    @Test("8: a body over the limit is refused by its stated length, before it is sent")
    func statedTooLong() async throws {
        try await TestEndpoint.with(configure: { $0.limits.bodyBytes = 1000 }) { server async throws in
            let answer = try await server.ask(server.post("", ["Content-Length": "1001"]))
            #expect(answer.status == 413)
            #expect(answer.json?["error"] != nil)
            let filled = ping + String(repeating: " ", count: 1000 - ping.utf8.count)
            #expect(try await server.ask(server.post(filled)).status == 200)
        }
    }

    @Test("8: a body of chunks is refused when it gets too long, and the rest is not read")
    func chunksTooLong() async throws {
        try await TestEndpoint.with(configure: { $0.limits.bodyBytes = 1000 }) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post("", ["Transfer-Encoding": "chunked", "Content-Length": ""]))
            let chunk = "200\r\n" + String(repeating: " ", count: 512) + "\r\n"
            try await connection.send(chunk + chunk)
            #expect(try await connection.answer().status == 413)
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test(
        "9: what is not JSON is a parse error without an id",
        arguments: ["", "{", "nope", "{\"id\":1,}", "\u{FEFF}x"]
    )
    func parse(body: String) async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: body)
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?["code"] == -32700)
            #expect(answer.json?["id"] == nil)
        }
    }

    @Test("9: a bomb of brackets is a parse error")
    func deep() async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: String(repeating: "[", count: 1 << 20))
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?["code"] == -32700)
        }
    }

    @Test(
        "10: JSON that is no request is invalid",
        arguments: [
            "1", "null", "\"x\"", "{}", #"{"jsonrpc":"2.0"}"#, #"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
            #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":7}"#, "[]",
        ]
    )
    func noRequest(body: String) async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: body)
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?["code"] == -32600)
            #expect(answer.json?["id"] != .null)
        }
    }

    @Test("12: any revision with a handshake is good in the header, or none; others are not")
    func legacyHeader() async throws {
        try await TestEndpoint.with { server async throws in
            for version in ["", "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", " 2025-11-25 "] {
                let answer = try await server.ask(legacy: ping, ["MCP-Protocol-Version": version])
                #expect(answer.status == 200)
            }
            for version in ["2023-01-01", "x"] {
                let answer = try await server.ask(legacy: ping, ["MCP-Protocol-Version": version])
                #expect(answer.status == 400)
                #expect(answer.json?["id"] == 1)
            }
        }
    }
}
