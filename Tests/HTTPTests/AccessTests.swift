import HTTP
import HTTPTypes
import TestSupport
import Testing

@Suite("HTTP: who may ask a route")
struct AccessTests {
    private static let routes = [
        Route(.get, "/open", access: .open) { request in .text(request.caller?.name ?? "nobody") },
        Route(.get, "/known", access: .caller) { request in .text(request.caller?.name ?? "nobody") },
        Route(.get, "/read", access: .scope(.read)) { _ in .text("ok") },
        Route(.get, "/admin", access: .scope(.admin)) { _ in .text("ok") },
    ]
    private let reader: RawFields = ["Authorization": "Bearer reader"]

    @Test("a token is asked for only where the route says so")
    func access() async throws {
        try await LoopbackServer.with(Self.routes, authorizer: TwoTokens()) { server async throws in
            #expect(try await server.ask(server.request("GET", "/open")).text == "nobody")
            let missing = try await server.ask(server.request("GET", "/known"))
            #expect(missing.status == 401)
            #expect(missing["www-authenticate"] == "Bearer")
            #expect(missing["content-type"] == "application/problem+json")
            #expect(try await server.ask(server.request("GET", "/known", reader)).text == "reader")
            let admin = try await server.ask(server.request("GET", "/admin", reader))
            #expect(admin.status == 403)
            #expect(admin["www-authenticate"]?.contains(#"scope="read admin""#) == true)
        }
    }

    @Test("only known callers learn which methods a guarded path has")
    func guarded() async throws {
        try await LoopbackServer.with(Self.routes, authorizer: TwoTokens()) { server async throws in
            #expect(try await server.ask(server.request("DELETE", "/known")).status == 401)
            #expect(try await server.ask(server.request("DELETE", "/known", reader)).status == 405)
            #expect(try await server.ask(server.request("DELETE", "/open")).status == 405)
        }
    }

    @Test("where no token is asked for, everybody is the local caller")
    func local() async throws {
        try await LoopbackServer.with(Self.routes) { server async throws in
            for path in ["/open", "/known"] {
                #expect(try await server.ask(server.request("GET", path)).text == "local")
            }
            #expect(try await server.ask(server.request("GET", "/admin")).status == 200)
        }
    }
}
