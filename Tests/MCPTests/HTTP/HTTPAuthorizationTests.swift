import JSONFormat
import Logging
import Synchronization
import TestSupport
import Testing

@testable import HTTP
@testable import MCP

@Suite("HTTP: authorization")
struct HTTPAuthorizationTests {
    /// Knows two tokens.
    struct Tokens: Authorizer {
        var protectedResource: ProtectedResource?

        func caller(bearer token: String?) async throws(AuthorizationFailure) -> Caller {
            switch token {
            case nil: throw .missing
            case "reader": return Caller(name: "reader", scopes: [.read])
            case "writer": return Caller(name: "writer", scopes: [.read, .write])
            case "down": throw .unavailable("the issuer does not answer")
            default: throw .invalid("it is not \"known\"")
            }
        }
    }

    static let resource = ProtectedResource(
        resource: "https://h.example.com/mcp",
        authorizationServers: ["https://issuer.example.com"]
    )
    private let ping = Messages.legacy(1, "ping")

    @Test("without a token: 401, and how to send one")
    func missing() async throws {
        try await TestEndpoint.with(authorizer: Tokens()) { server async throws in
            for fields: RawFields in [
                [:], ["Authorization": "Basic cmVhZGVy"], ["Authorization": "Bearer"], ["Authorization": "reader"],
            ] {
                let answer = try await server.ask(server.post(ping, fields))
                #expect(answer.status == 401)
                #expect(answer["www-authenticate"] == "Bearer")
                #expect(answer.json?["error"] != nil)
            }
        }
    }

    @Test("a valid token is accepted, whatever the case of its scheme")
    func good() async throws {
        try await TestEndpoint.with(authorizer: Tokens()) { server async throws in
            for value in ["Bearer reader", "bearer reader", "BEARER  reader "] {
                #expect(try await server.ask(server.post(ping, ["Authorization": value])).status == 200)
            }
        }
    }

    @Test("a bad token: 401 invalid_token; one that cannot be checked: 503; two headers: refused")
    func bad() async throws {
        try await TestEndpoint.with(authorizer: Tokens()) { server async throws in
            let bad = try await server.ask(server.post(ping, ["Authorization": "Bearer x"]))
            #expect(bad.status == 401)
            #expect(bad["www-authenticate"] == #"Bearer error="invalid_token", error_description="it is not 'known'""#)
            let down = try await server.ask(server.post(ping, ["Authorization": "Bearer down"]))
            #expect(down.status == 503)
            #expect(down["retry-after"] != nil)
            #expect(down.json?["error"] != nil)
            let twice = try await server.ask(
                server.post(ping, ["Authorization": "Bearer reader", "authorization": "Bearer reader"])
            )
            #expect(twice.status == 400)
        }
    }

    private static let tools = [
        TestTool.echo, TestTool("add", annotations: .adding) { _, _ in ToolResult(content: [.text("added")]) },
    ]

    @Test("clients are told to ask for scopes that something needs, and for no others")
    func neededScopes() async throws {
        try await TestEndpoint.with(authorizer: Tokens(protectedResource: Self.resource)) { server async throws in
            let missing = try await server.ask(server.post(ping))
            #expect(missing["www-authenticate"]?.hasSuffix(#"scope="read""#) == true)
            let metadata = try await server.ask(server.request("GET", "/.well-known/oauth-protected-resource"))
            #expect(metadata.json?["scopes_supported"] == ["read"])
        }
    }

    @Test("a resource server says where tokens come from, and serves what it says")
    func metadata() async throws {
        try await TestEndpoint.with(Self.tools, authorizer: Tokens(protectedResource: Self.resource)) {
            server async throws in
            let missing = try await server.ask(server.post(ping))
            #expect(
                missing["www-authenticate"]
                    == #"Bearer resource_metadata="https://h.example.com/.well-known/oauth-protected-resource/mcp", scope="read write""#
            )
            for path in ["", "/mcp"] {
                let answer = try await server.ask(server.request("GET", "/.well-known/oauth-protected-resource" + path))
                #expect(answer.status == 200)
                #expect(answer["content-type"] == "application/json")
                #expect(answer.json?["resource"] == "https://h.example.com/mcp")
                #expect(answer.json?["authorization_servers"] == ["https://issuer.example.com"])
                #expect(answer.json?["scopes_supported"] == ["read", "write"])
            }
            let other = try await server.ask(server.request("GET", "/.well-known/oauth-protected-resource/x"))
            #expect(other.status == 404)
        }
        try await TestEndpoint.with(authorizer: Tokens()) { server async throws in
            let answer = try await server.ask(server.request("GET", "/.well-known/oauth-protected-resource"))
            #expect(answer.status == 404)
            #expect(answer.json?["status"] == 404)
        }
    }

    @Test("a tool beyond the caller's scopes: 403 with the scope it needs; an unknown tool is a plain error")
    func scope() async throws {
        try await TestEndpoint.with(Self.tools, authorizer: Tokens(protectedResource: Self.resource)) {
            server async throws in
            let reader: RawFields = ["Authorization": "Bearer reader"]
            for request in [
                server.post(Messages.call(1, "add"), reader),
                server.modern(1, "tools/call", ["name": "add"], reader),
            ] {
                let answer = try await server.ask(request)
                #expect(answer.status == 403)
                #expect(answer.json?["id"] == 1)
                #expect(answer["www-authenticate"]?.contains(#"error="insufficient_scope""#) == true)
                #expect(answer["www-authenticate"]?.contains(#"scope="read write""#) == true)
            }
            #expect(try await server.ask(server.post(Messages.call(1, "echo"), reader)).status == 200)
            #expect(try await server.ask(server.post(Messages.call(1, "nope"), reader)).status == 200)
            let writer: RawFields = ["Authorization": "Bearer writer"]
            let added = try await server.ask(server.post(Messages.call(1, "add"), writer))
            #expect(added.json?["result"]?["isError"] == false)
        }
    }

    /// What becomes of a token while its subscription is open.
    enum Turn: CaseIterable {
        case revoked
        case writingInsteadOfReading
        case anotherCaller

        func caller() throws(AuthorizationFailure) -> Caller {
            switch self {
            case .revoked: throw .invalid("it was taken back")
            case .writingInsteadOfReading: Caller(name: "reader", scopes: [.write])
            case .anotherCaller: Caller(name: "another", scopes: [.read])
            }
        }
    }

    /// Knows its token until that takes a turn.
    final class Turning: Authorizer {
        private let turn: Turn
        private let hasTurned = Atomic(false)
        var protectedResource: ProtectedResource? { nil }

        init(_ turn: Turn) { self.turn = turn }

        func takeTurn() { hasTurned.store(true, ordering: .sequentiallyConsistent) }

        func caller(bearer token: String?) async throws(AuthorizationFailure) -> Caller {
            guard hasTurned.load(ordering: .sequentiallyConsistent) else {
                return Caller(name: "reader", scopes: [.read])
            }
            return try turn.caller()
        }
    }

    /// Opens a subscription to the list of resources and gives `body` what to do with it.
    private func whileListening(
        _ tokens: Turning,
        _ body: @Sendable (RawHTTPConnection, ChangeHub) async throws -> Void
    ) async throws {
        let hub = ChangeHub()
        try await TestEndpoint.with(
            authorizer: tokens,
            describe: {
                $0.changes.resources = true
                $0.hub = hub
            },
            { server async throws in
                let connection = try server.connect()
                try await connection.send(
                    server.modern(
                        7,
                        "subscriptions/listen",
                        ["notifications": ["resourcesListChanged": true]],
                        ["Authorization": "Bearer reader"]
                    )
                )
                while server.server.openSubscriptions.load(ordering: .sequentiallyConsistent) == 0 {
                    await Task.yield()
                }
                try await body(connection, hub)
            }
        )
    }

    @Test("a subscription ends, with its answer, once its token has not what it needs", arguments: Turn.allCases)
    func ended(_ turn: Turn) async throws {
        let tokens = Turning(turn)
        try await whileListening(tokens) { connection, _ async throws in
            tokens.takeTurn()
            let answer = try await connection.answer()
            #expect(answer.text.contains(#""id":7,"result""#))
        }
    }

    @Test("no change is told once the token has not what that needs", arguments: Turn.allCases)
    func silent(_ turn: Turn) async throws {
        let tokens = Turning(turn)
        try await whileListening(tokens) { connection, hub async throws in
            tokens.takeTurn()
            hub.publish(.resources)
            let answer = try await connection.answer()
            #expect(!answer.text.contains("list_changed"))
            #expect(answer.text.contains(#""id":7,"result""#))
        }
    }

    @Test("the work knows its caller")
    func caller() async throws {
        let tool = TestTool("who") { _, context in ToolResult(content: [.text(context.caller.name)]) }
        try await TestEndpoint.with([tool], authorizer: Tokens()) { server async throws in
            let answer = try await server.ask(server.post(Messages.call(1, "who"), ["Authorization": "Bearer reader"]))
            #expect(answer.text.contains(#""text":"reader""#))
        }
    }

    @Test("host, origin and path go before the token, the token before the method")
    func order() async throws {
        try await TestEndpoint.with(authorizer: Tokens(protectedResource: Self.resource)) { server async throws in
            #expect(try await server.ask(server.post(ping, ["Host": "evil.example.com"])).status == 421)
            #expect(try await server.ask(server.post(ping, ["Origin": "http://evil.example.com"])).status == 403)
            #expect(try await server.ask(server.post(ping, path: "/x")).status == 404)
            #expect(try await server.ask(server.request("GET", "/mcp")).status == 401)
            let metadata = server.request(
                "GET",
                "/.well-known/oauth-protected-resource",
                ["Origin": "http://evil.example.com"]
            )
            #expect(try await server.ask(metadata).status == 403)
        }
    }

    @Test("tokens are not logged")
    func secrecy() async throws {
        let recorder = LogRecorder()
        try await TestEndpoint.with(authorizer: Tokens(), logger: recorder.logger) { server async throws in
            for token in ["writer", "wrong-secret"] {
                _ = try await server.ask(server.post(ping, ["Authorization": "Bearer \(token)"]))
            }
        }
        let logged = "\(recorder.entries)"
        #expect(logged.contains("401"))
        #expect(!logged.contains("writer"))
        #expect(!logged.contains("wrong-secret"))
    }

    @Test("nobody listens beyond the loopback without tokens, unless allowed to")
    func openNetwork() async throws {
        let beyond: (inout HTTPConfiguration) -> Void = { $0.address = .tcp(host: "0.0.0.0", port: 0) }
        await #expect(throws: HTTPServerError.self) {
            try await TestEndpoint.with(configure: beyond) { _ in }
        }
        try await TestEndpoint.with(authorizer: Tokens(), configure: beyond) { server async throws in
            #expect(try await server.ask(server.post(ping)).status == 401)
        }
        try await TestEndpoint.with(configure: {
            beyond(&$0)
            $0.allowsOpenNetwork = true
        }) { server async throws in
            #expect(try await server.ask(server.post(ping)).status == 200)
        }
    }
}

@Suite("HTTP: pages of allowed origins")
struct CrossOriginTests {
    private let page = "https://app.example.com"

    @Test("are told that they may send what MCP needs")
    func preflight() async throws {
        try await TestEndpoint.with(
            authorizer: HTTPAuthorizationTests.Tokens(),
            configure: { $0.allowedOrigins = [page] }
        ) { server async throws in
            let fields: RawFields = ["Origin": page, "Access-Control-Request-Method": "POST"]
            let answer = try await server.ask(server.request("OPTIONS", "/mcp", fields))
            #expect(answer.status == 204)
            #expect(answer["access-control-allow-origin"] == page)
            #expect(answer["access-control-allow-methods"] == "POST, OPTIONS")
            for header in [
                "content-type", "authorization", "accept", "mcp-protocol-version", "mcp-method", "mcp-name",
                "mcp-session-id",
            ] {
                #expect(answer["access-control-allow-headers"]?.contains(header) == true)
            }
        }
    }

    @Test("may read the answers, the refusals and the streams")
    func answers() async throws {
        let hub = ChangeHub()
        try await TestEndpoint.with(
            describe: {
                $0.changes = .init(tools: true)
                $0.hub = hub
            },
            configure: { $0.allowedOrigins = [page] }
        ) { server async throws in
            for body in [Messages.legacy(1, "ping"), Messages.call(1, "echo"), "nope"] {
                let answer = try await server.ask(server.post(body, ["Origin": page]))
                #expect(answer["access-control-allow-origin"] == page)
                #expect(answer["vary"] == "Origin")
            }
            let connection = try server.connect()
            try await connection.send(
                server.modern(1, "subscriptions/listen", ["notifications": [:]], ["Origin": page])
            )
            #expect(try await connection.head()["access-control-allow-origin"] == page)
        }
    }

    @Test("other pages get no CORS fields, and neither do requests without an origin")
    func others() async throws {
        try await TestEndpoint.with(configure: { $0.allowedOrigins = [page] }) { server async throws in
            let foreign = server.request(
                "OPTIONS",
                "/mcp",
                ["Origin": "https://evil.example.com", "Access-Control-Request-Method": "POST"]
            )
            #expect(try await server.ask(foreign).status == 403)
            let own = try await server.ask(
                server.request(
                    "OPTIONS",
                    "/mcp",
                    ["Origin": "http://localhost:\(server.port)", "Access-Control-Request-Method": "POST"]
                )
            )
            #expect(own.status == 405)
            #expect(try await server.ask(server.post(Messages.legacy(1, "ping")))["access-control-allow-origin"] == nil)
        }
    }
}
