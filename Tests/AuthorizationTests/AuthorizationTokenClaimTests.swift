import FoundationEssentials
import Testing

@testable import Authorization
@testable import HTTP
@testable import JSONFormat

@Suite("Access tokens: what they must say")
struct AuthorizationTokenClaimTests {
    private let key = TestKey.es256("one")

    @Test("a valid token identifies its subject, with those of our scopes that it has")
    func good() async throws {
        try await TokenChecks.with(key) { checks in
            let caller = await checks.caller(key.token(checks.claims))
            #expect(caller == Caller(name: "alice", scopes: [.read, .write]))
        }
    }

    @Test("keys of every kind are good, under the algorithm that they are for")
    func algorithms() async throws {
        let keys = [TestKey.rs256("a"), .ps256("b"), .es256("c"), .es384("d"), .es512("e"), .edDSA("f")]
        try await TestIssuer.serving { issuer in
            issuer.publish(keys)
            let usual = TokenChecks(issuer)
            let all = TokenChecks(issuer) { $0.algorithms = Set(SigningAlgorithm.allCases) }
            for key in keys {
                #expect(await all.caller(key.token(all.claims))?.name == "alice", "\(key.algorithm)")
                let passes = await usual.caller(key.token(usual.claims)) != nil
                #expect(passes == (key.algorithm != "ES512"), "\(key.algorithm)")
            }
        }
    }

    @Test("a missing token is distinguished from an invalid one")
    func missing() async throws {
        try await TokenChecks.with(key) { checks in #expect(await checks.failure(nil) == .missing) }
    }

    @Test(
        "a claim that is wrong or missing refuses the token, and the refusal names the claim",
        arguments: [
            ("iss", "https://evil.example.com"), ("iss", nil), ("iss", 7), ("iss", []),
            ("aud", "https://other.example.com/mcp"), ("aud", nil), ("aud", ["https://other.example.com"]), ("aud", []),
            ("aud", "https://mcp.example.com/mcp/"), ("aud", "HTTPS://mcp.example.com/mcp"),
            ("exp", nil), ("exp", .null), ("exp", "2999-01-01"), ("exp", "1900000000"),
            ("exp", .int(Int64(TokenChecks.time - 61))), ("exp", .int(Int64(TokenChecks.time - 60))), ("exp", -1),
            ("nbf", .int(Int64(TokenChecks.time + 61))), ("nbf", "soon"), ("nbf", .null),
            ("sub", nil), ("sub", 7), ("sub", ""), ("sub", "a\nb"), ("sub", "a\u{202E}b"), ("sub", "local"),
            ("sub", .string(String(repeating: "x", count: 256))),
        ] as [(String, JSON?)]
    )
    func wrongClaim(name: String, value: JSON?) async throws {
        try await TokenChecks.with(key) { checks in
            var claims = checks.claims
            claims[name] = value
            let refusal = await checks.refusal(key.token(claims))
            #expect(refusal?.contains(name == "sub" ? "sub" : "(\(name))") == true)
            // It goes into a header between quotes.
            #expect(refusal?.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C } == true)
            // Nothing was fetched for it.
            #expect(checks.issuer.requests() == 0)
        }
    }

    @Test("an issuer that only looks like the right one is another")
    func lookalike() async throws {
        try await TokenChecks.with(key, change: { $0.issuer = "https://K.example.com" }) { checks in
            // The Kelvin sign, which is canonically equivalent to the letter.
            let token = key.token(checks.claims(["iss": "https://\u{212A}.example.com"]))
            #expect(await checks.refusal(token)?.contains("(iss)") == true)
        }
    }

    @Test("clocks may be apart by the skew, and no more")
    func skew() async throws {
        try await TokenChecks.with(key) { checks in
            let time = Int64(TokenChecks.time)
            #expect(await checks.failure(key.token(checks.claims(["exp": .int(time - 59)]))) == nil)
            #expect(await checks.failure(key.token(checks.claims(["nbf": .int(time + 60)]))) == nil)
            #expect(await checks.failure(key.token(checks.claims(["exp": .double(Double(time) + 0.5)]))) == nil)
        }
        try await TokenChecks.with(key, change: { $0.clockSkew = 0 }) { checks in
            let time = Int64(TokenChecks.time)
            #expect(await checks.failure(key.token(checks.claims(["exp": .int(time)]))) != nil)
            #expect(await checks.failure(key.token(checks.claims(["exp": .int(time + 1)]))) == nil)
        }
    }

    @Test("one audience of several suffices")
    func audiences() async throws {
        try await TokenChecks.with(key) { checks in
            let claims = checks.claims(["aud": ["https://other.example.com", .string(TokenChecks.audience)]])
            #expect(await checks.failure(key.token(claims)) == nil)
        }
    }

    @Test("a client that acts for itself is known by its id")
    func clients() async throws {
        try await TokenChecks.with(key) { checks in
            let byID = key.token(checks.claims(["sub": .null, "client_id": "robot"]))
            #expect(await checks.caller(byID)?.name == "robot")
            let byParty = key.token(checks.claims(["sub": .null, "azp": "robot"]))
            #expect(await checks.caller(byParty)?.name == "robot")
        }
    }

    @Test(
        "scopes are read from scope or scp, one text or several",
        arguments: [
            (["scope": "read"], [.read]), (["scope": "admin  read"], [.admin, .read]), (["scope": "Read reader"], []),
            (["scope": ""], []), (["scope": 7], []), (["scope": .null], []),
            (["scope": .null, "scp": "write read"], [.write, .read]),
            (["scope": .null, "scp": ["write", "other", 1]], [.write]),
            (["scope": "read", "scp": ["admin"]], [.read]),
        ] as [(JSONObject, Set<Scope>)]
    )
    func scopes(claims: JSONObject, expected: Set<Scope>) async throws {
        try await TokenChecks.with(key) { checks in
            #expect(await checks.caller(key.token(checks.claims(claims)))?.scopes == expected)
        }
    }

    @Test("with a prefix, only scopes that have it count")
    func scopePrefix() async throws {
        try await TokenChecks.with(key, change: { $0.scopePrefix = "paddle:" }) { checks in
            let token = key.token(checks.claims(["scope": "read paddle:write paddle:admins"]))
            #expect(await checks.caller(token)?.scopes == [.write])
            #expect(Scope.allCases.map(checks.authorizer.name) == ["paddle:read", "paddle:write", "paddle:admin"])
        }
    }

    @Test("clients are told the resource and its issuer")
    func protectedResource() async throws {
        try await TokenChecks.with(key) { checks in
            let resource = try #require(checks.authorizer.protectedResource)
            #expect(resource.resource == TokenChecks.audience)
            #expect(resource.authorizationServers == [checks.issuer.url])
        }
    }
}
