import MCP
import Testing

@testable import HTTP
@testable import JSONFormat

@Suite("HTTP: routes beside MCP")
struct RouteTests {
    private static let echo = HTTPRoute(["GET", "POST", "DELETE"], prefix: "/api", access: .scope(.read)) { request in
        .json([
            "method": .string(request.method), "path": .string(request.path),
            "query": request.query.map(JSON.string) ?? .null,
            "body": .string(String(decoding: request.body, as: UTF8.self)),
            "caller": request.caller.map { .string($0.name) } ?? .null,
            "trace": request.trace.map { .string($0.traceID) } ?? .null,
        ])
    }

    @Test("are answered with what they give")
    func answers() async throws {
        let route = HTTPRoute(path: "/healthz") { _ in
            var answer = HTTPAnswer(status: 503, contentType: "text/plain", body: Array("down".utf8))
            answer.headers = [("Retry-After", "3")]
            return answer
        }
        try await HTTPServer.with(routes: [route]) { server async throws in
            let answer = try await server.ask(server.request("GET", "/healthz"))
            #expect(answer.status == 503)
            #expect(answer["content-type"] == "text/plain")
            #expect(answer["retry-after"] == "3")
            #expect(answer.text == "down")
            let head = try await server.ask(server.request("HEAD", "/healthz"), toHead: true)
            #expect(head.status == 503)
            #expect(head["content-length"] == "4")
            let post = try await server.ask(server.post("{}", path: "/healthz"))
            #expect(post.status == 405)
            #expect(post["allow"] == "GET")
            #expect(try await server.ask(server.request("GET", "/healthz/x")).status == 404)
        }
    }

    @Test("are told everything of a request")
    func requests() async throws {
        try await HTTPServer.with(routes: [Self.echo]) { server async throws in
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let answer = try await server.ask(
                server.post("x=1", path: "/api/a/b?c=%20d", ["Content-Type": "text/plain", "Traceparent": trace])
            )
            #expect(
                answer.json == [
                    "method": "POST", "path": "/api/a/b", "query": "c=%20d", "body": "x=1", "caller": "local",
                    "trace": "0af7651916cd43dd8448eb211c80319c",
                ]
            )
            #expect(try await server.ask(server.request("DELETE", "/api/a")).json?["method"] == "DELETE")
            #expect(try await server.ask(server.request("PUT", "/api/a")).status == 405)
            #expect(try await server.ask(server.request("GET", "/api")).status == 404)
            #expect(try await server.ask(server.request("GET", "/apix")).status == 404)
        }
    }

    @Test("ask for a token only where they say so")
    func access() async throws {
        let routes = [
            HTTPRoute(path: "/open") { _ in .text("ok") },
            HTTPRoute(path: "/known", access: .caller) { request in .text(request.caller?.name ?? "nobody") },
            HTTPRoute(path: "/admin", access: .scope(.admin)) { _ in .text("ok") },
        ]
        try await HTTPServer.with(authorizer: HTTPAuthorizationTests.Tokens(), routes: routes) { server async throws in
            #expect(try await server.ask(server.request("GET", "/open")).status == 200)
            #expect(try await server.ask(server.request("GET", "/known")).status == 401)
            let reader: Fields = ["Authorization": "Bearer reader"]
            #expect(try await server.ask(server.request("GET", "/known", reader)).text == "reader")
            let admin = try await server.ask(server.request("GET", "/admin", reader))
            #expect(admin.status == 403)
            #expect(admin["www-authenticate"]?.contains(#"scope="read admin""#) == true)
        }
    }

    @Test("are called by known names only, and their bodies have the limit of all")
    func checks() async throws {
        try await HTTPServer.with(routes: [Self.echo], configure: { $0.limits.bodyBytes = 10 }) { server async throws in
            #expect(try await server.ask(server.request("GET", "/api/a", ["Host": "evil.example.com"])).status == 421)
            #expect(try await server.ask(server.request("GET", "/api/a", ["Origin": "null"])).status == 403)
            #expect(try await server.ask(server.post(String(repeating: "x", count: 11), path: "/api/a")).status == 413)
        }
    }
}
