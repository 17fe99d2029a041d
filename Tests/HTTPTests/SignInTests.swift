import HTTP
import HTTPTypes
import TestSupport
import Testing

@Suite("HTTP: signing in to pages")
struct SignInTests {
    private func serve(isSecure: Bool = false, _ body: @Sendable (LoopbackServer) async throws -> Void) async throws {
        let signIn = SignIn(authorizer: TwoTokens(), cookie: TokenCookie(of: "server"), isSecure: isSecure) { reason in
            .text("the form, \(reason ?? "empty")")
        }
        let page = Route(.get, "/", access: .scope(.read), options: signIn.pageOptions) { request in
            .text("hello, \(request.caller?.name ?? "nobody")")
        }
        var options = RouteOptions()
        options.acceptsCookie = true
        let change = Route(.post, "/change", access: .caller, options: options) { _ in .text("changed") }
        let token = Route(.get, "/token-only", access: .caller) { _ in .text("ok") }
        try await LoopbackServer.with([page, change, token] + signIn.routes, authorizer: TwoTokens(), body)
    }

    private func form(_ server: LoopbackServer, _ text: String, _ fields: RawFields = [:]) -> String {
        var all: RawFields = ["Content-Type": "application/x-www-form-urlencoded"]
        all.pairs += fields.pairs
        return server.request("POST", "/sign-in", body: text, all)
    }

    @Test("a caller who is not signed in gets the form, with 401")
    func form() async throws {
        try await serve { server async throws in
            let answer = try await server.ask(server.request("GET", "/"))
            #expect(answer.status == 401)
            #expect(answer.text == "the form, empty")
        }
    }

    @Test("a good token becomes a cookie that scripts and other sites do not get, and the page opens")
    func good() async throws {
        try await serve { server async throws in
            let answer = try await server.ask(form(server, "token=+reader%0A"))
            #expect(answer.status == 303)
            #expect(answer["location"] == "/")
            #expect(answer["set-cookie"] == "paddle_token_server=reader; Path=/; HttpOnly; SameSite=Strict")
            let page = try await server.ask(server.request("GET", "/", ["Cookie": "a=b; paddle_token_server=reader"]))
            #expect(page.text == "hello, reader")
        }
    }

    @Test("under TLS the cookie is sent over TLS alone")
    func secure() async throws {
        try await serve(isSecure: true) { server async throws in
            #expect(try await server.ask(form(server, "token=reader"))["set-cookie"]?.hasSuffix("; Secure") == true)
        }
    }

    @Test(
        "a bad token shows the form again with what is wrong, and sets nothing",
        arguments: [
            ("token=x", 401, "the form, The token is not valid: it is not known"),
            ("token=", 401, "the form, Enter a token"),
            ("", 401, "the form, Enter a token"),
            ("token=down", 503, "the form, The token cannot be checked now; try again later"),
        ]
    )
    func bad(text: String, status: Int, page: String) async throws {
        try await serve { server async throws in
            let answer = try await server.ask(form(server, text))
            #expect(answer.status == status)
            #expect(answer.text == page)
            #expect(answer["set-cookie"] == nil)
        }
    }

    @Test("signing out forgets the cookie")
    func out() async throws {
        try await serve { server async throws in
            let answer = try await server.ask(server.request("POST", "/sign-out", body: ""))
            #expect(answer.status == 303)
            #expect(answer["set-cookie"]?.hasPrefix("paddle_token_server=; Max-Age=0; Path=/;") == true)
        }
    }

    @Test("with the cookie, only pages of the server itself change anything")
    func forgery() async throws {
        try await serve { server async throws in
            func status(_ fields: RawFields) async throws -> Int {
                var all: RawFields = ["Cookie": "paddle_token_server=reader"]
                all.pairs += fields.pairs
                return try await server.ask(server.request("POST", "/change", body: "{}", all)).status
            }
            #expect(try await status(["Sec-Fetch-Site": "same-origin"]) == 200)
            #expect(try await status(["Origin": "http://127.0.0.1:\(server.port)"]) == 200)
            for site in ["same-site", "cross-site", "none"] {
                #expect(try await status(["Sec-Fetch-Site": site]) == 403)
            }
            #expect(try await status([:]) == 403)
            #expect(try await status(["Authorization": "Bearer reader"]) == 200)
            #expect(try await server.ask(form(server, "token=reader", ["Sec-Fetch-Site": "cross-site"])).status == 403)
        }
    }

    @Test("the cookie counts only where a route says so, and a header goes before it")
    func scope() async throws {
        try await serve { server async throws in
            let cookie: RawFields = ["Cookie": "paddle_token_server=reader"]
            #expect(try await server.ask(server.request("GET", "/token-only", cookie)).status == 401)
            let both: RawFields = ["Cookie": "paddle_token_server=reader", "Authorization": "Bearer x"]
            #expect(try await server.ask(server.request("GET", "/", both)).status == 401)
            let two: RawFields = ["Cookie": "paddle_token_server=reader; paddle_token_server=admin"]
            #expect(try await server.ask(server.request("GET", "/", two)).status == 401)
        }
    }
}
