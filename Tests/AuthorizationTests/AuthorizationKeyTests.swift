import JSONFormat
import NIOHTTP1
import Testing

@testable import Authorization
@testable import HTTP

@Suite("Access tokens: the issuer's keys")
struct AuthorizationKeyTests {
    @Test("keys are fetched once and kept")
    func kept() async throws {
        let key = TestKey.es256("one")
        try await TokenChecks.with(key) { checks in
            for _ in 1...10 { #expect(await checks.failure(key.token(checks.claims)) == nil) }
            checks.pass(.seconds(299))
            #expect(await checks.failure(key.token(checks.claims)) == nil)
            #expect(checks.issuer.requests() == 1)
            checks.pass(.seconds(2))
            #expect(await checks.failure(key.token(checks.claims)) == nil)
            #expect(checks.issuer.requests() == 2)
        }
    }

    @Test(
        "the issuer says how long they are kept, within bounds",
        arguments: [
            ("max-age=3600", 3600), ("public, max-age=3600, must-revalidate", 3600), ("max-age=1", 300),
            ("no-store", 300), ("max-age=x", 300), ("max-age=999999999", 24 * 60 * 60), ("Max-Age=-5", 300),
        ]
    )
    func maxAge(header: String, seconds: Int) async throws {
        let key = TestKey.es256("one")
        try await TestIssuer.serving { issuer in
            issuer.publish(key, headers: [("Cache-Control", header)])
            let checks = TokenChecks(issuer)
            let token = key.token(checks.claims)
            #expect(await checks.caller(token) != nil)
            checks.pass(.seconds(seconds - 1))
            #expect(await checks.caller(token) != nil)
            #expect(issuer.requests() == 1)
            checks.pass(.seconds(1))
            #expect(await checks.caller(token) != nil)
            #expect(issuer.requests() == 2)
        }
    }

    @Test("new keys are fetched when a token names one, and keys that were withdrawn are good no more")
    func rotation() async throws {
        let (old, new) = (TestKey.es256("old"), TestKey.es256("new"))
        try await TokenChecks.with(old) { checks in
            #expect(await checks.caller(old.token(checks.claims)) != nil)
            checks.issuer.publish(new)
            // Too soon after the last time.
            #expect(await checks.refusal(new.token(checks.claims))?.contains("(kid)") == true)
            checks.pass(.seconds(30))
            #expect(await checks.caller(new.token(checks.claims)) != nil)
            #expect(checks.issuer.requests() == 2)
            #expect(await checks.refusal(old.token(checks.claims))?.contains("(kid)") == true)
        }
    }

    @Test("the only key needs no name, and may be replaced by another without one")
    func nameless() async throws {
        let (old, new) = (TestKey.es256(nil), TestKey.es256(nil))
        try await TokenChecks.with(old) { checks in
            #expect(await checks.caller(old.token(checks.claims)) != nil)
            // What names a key must have it.
            #expect(await checks.refusal(old.token(checks.claims, header: ["kid": "x"]))?.contains("(kid)") == true)
            checks.issuer.publish(new)
            checks.pass(.seconds(30))
            #expect(await checks.caller(new.token(checks.claims)) != nil)
        }
    }

    @Test("of several keys a token must name its own")
    func several() async throws {
        let (one, two) = (TestKey.es256("one"), TestKey.es256("two"))
        try await TokenChecks.with(one, two) { checks in
            let token = TestKey.token(["alg": "ES256"], .object(checks.claims)) { one.sign($0) }
            #expect(await checks.refusal(token)?.contains("(kid)") == true)
            #expect(
                await checks.refusal(one.token(checks.claims, header: ["kid": "two"]))?.contains("signature")
                    == true
            )
            #expect(await checks.refusal(one.token(checks.claims, header: ["kid": ""]))?.contains("(kid)") == true)
        }
    }

    @Test("thousands of unknown keys make one request in the set time")
    func unknownKeys() async throws {
        let key = TestKey.es256("one")
        try await TokenChecks.with(key) { checks in
            #expect(await checks.caller(key.token(checks.claims)) != nil)
            for round in 1...3 {
                checks.pass(.seconds(30))
                await withTaskGroup { group in
                    for number in 1...1000 {
                        group.addTask {
                            let token = key.token(checks.claims, header: ["kid": .string("\(round)-\(number)")])
                            #expect(await checks.refusal(token)?.contains("(kid)") == true)
                        }
                    }
                    await group.waitForAll()
                }
                #expect(checks.issuer.requests() == 1 + round)
            }
            #expect(await checks.caller(key.token(checks.claims)) != nil)
        }
    }

    @Test("many callers wait for one request; one that is cancelled leaves, and the others get their answer")
    func shared() async throws {
        let key = TestKey.es256("one")
        try await TestIssuer.serving { issuer in
            issuer.publish(key)
            issuer.hold()
            let checks = TokenChecks(issuer)
            let token = key.token(checks.claims)
            let first = Task { await checks.failure(token) }
            await issuer.arrival()
            let others = (1...100).map { _ in Task { await checks.failure(token) } }
            first.cancel()
            if case .unavailable? = await first.value {} else { Issue.record("the cancelled caller got an answer") }
            issuer.release()
            for other in others { #expect(await other.value == nil) }
            #expect(issuer.requests() == 1)
        }
    }

    @Test("keys that are there serve on for a while when the issuer is out of reach")
    func grace() async throws {
        let key = TestKey.es256("one")
        try await TokenChecks.with(key) { checks in
            let token = key.token(checks.claims)
            #expect(await checks.caller(token) != nil)
            checks.issuer["/keys"] = TestIssuer.Answer(status: .internalServerError)
            checks.pass(.seconds(300 + 3599))
            #expect(await checks.failure(token) == nil)
            // A key that is not there could be in the newer set that cannot be had.
            let unknown = key.token(checks.claims, header: ["kid": "two"])
            if case .unavailable? = await checks.failure(unknown) {} else { Issue.record("not unavailable") }
            checks.pass(.seconds(2))
            if case .unavailable? = await checks.failure(token) {} else { Issue.record("not unavailable") }
            checks.issuer.publish(key)
            checks.pass(.seconds(30))
            #expect(await checks.failure(token) == nil)
        }
    }

    @Test("an issuer that is down makes a good token neither good nor bad, and is not asked too often")
    func down() async throws {
        let key = TestKey.es256("one")
        try await TestIssuer.serving { issuer in
            issuer["/keys"] = TestIssuer.Answer(status: .serviceUnavailable)
            let checks = TokenChecks(issuer)
            let token = key.token(checks.claims)
            for _ in 1...10 {
                if case .unavailable? = await checks.failure(token) {} else { Issue.record("not unavailable") }
            }
            #expect(issuer.requests() == 1)
            issuer.publish(key)
            checks.pass(.seconds(5))
            #expect(await checks.failure(token) == nil)
        }
        // Nothing listens there any more.
        try await TestIssuer.serving { issuer in
            let gone = TokenChecks(issuer) { $0.keysURL = "http://127.0.0.1:1/keys" }
            if case .unavailable? = await gone.failure(key.token(gone.claims)) {} else { Issue.record("available") }
        }
    }

    @Test("an issuer that takes a request and never answers is given up")
    func silent() async throws {
        try await TestIssuer.serving { issuer in
            issuer.hold()
            var endpoint = IssuerEndpoint(issuer: issuer.url, keysURL: issuer.url + "/keys")
            endpoint.timeout = .milliseconds(100)
            let silent = endpoint
            await #expect(throws: IssuerEndpoint.Failure.self) { try await silent.keys() }
        }
    }

    @Test("an issuer that came back is noticed while old keys serve on", .timeLimit(.minutes(2)))
    func recovery() async throws {
        let (old, new) = (TestKey.es256("old"), TestKey.es256("new"))
        try await TokenChecks.with(old) { checks in
            let token = old.token(checks.claims)
            #expect(await checks.failure(token) == nil)
            checks.issuer["/keys"] = TestIssuer.Answer(status: .internalServerError)
            checks.pass(.seconds(300))
            #expect(await checks.failure(token) == nil)
            checks.issuer.publish(new)
            checks.pass(.seconds(5))
            // In the background: this one is not held up, and none after it asks again.
            #expect(await checks.failure(token) == nil)
            while await checks.failure(token) == nil { await Task.yield() }
            #expect(await checks.refusal(token)?.contains("(kid)") == true)
            #expect(checks.issuer.requests() == 3)
        }
    }

    @Test(
        "what is no key set is not taken for one",
        arguments: [
            TestIssuer.Answer(body: "<html>"), TestIssuer.Answer(body: "{}"), TestIssuer.Answer(body: #"{"keys":[]}"#),
            TestIssuer.Answer(body: #"{"keys":[{"kty":"RSA","kid":"one"},{"kty":"EC","crv":"P-256"},7,null]}"#),
            TestIssuer.Answer(status: .found, headers: [("Location", "/other")]),
            TestIssuer.Answer(body: #"{"keys":["# + String(repeating: " ", count: 1 << 20) + "]}"),
        ]
    )
    func noKeySet(answer: TestIssuer.Answer) async throws {
        let key = TestKey.es256("one")
        try await TestIssuer.serving { issuer in
            issuer.publish(key)
            issuer["/other"] = issuer["/keys"]
            issuer["/keys"] = answer
            let checks = TokenChecks(issuer)
            #expect(await checks.failure(key.token(checks.claims)) != nil)
            #expect(issuer.requests("/other") == 0)
        }
    }

    @Test("keys of kinds unknown here do not hide the others")
    func unknownKinds() async throws {
        let key = TestKey.es256("one")
        try await TestIssuer.serving { issuer in
            let others = #"{"kty":"oct","k":"AAAA","kid":"s"},{"kty":"EC","crv":"secp256k1","kid":"k"},{"kty":"new"}"#
            issuer["/keys"] = TestIssuer.Answer(body: "{\"keys\":[\(others),\(key.jwk)]}")
            let checks = TokenChecks(issuer)
            #expect(await checks.failure(key.token(checks.claims)) == nil)
            // Alone of its kind, it is still the only one.
            #expect(
                await checks.failure(TestKey.token(["alg": "ES256"], .object(checks.claims)) { key.sign($0) })
                    == nil
            )
        }
    }

    @Test(
        "where the keys are is learnt from the issuer",
        arguments: ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]
    )
    func discovery(path: String) async throws {
        let key = TestKey.es256("one")
        try await TestIssuer.serving { issuer in
            issuer.publish(key)
            issuer[path] = TestIssuer.Answer(body: #"{"issuer":"\#(issuer.url)","jwks_uri":"\#(issuer.url)/keys"}"#)
            let checks = TokenChecks(issuer, discovering: true)
            #expect(await checks.failure(key.token(checks.claims)) == nil)
        }
    }

    @Test(
        "metadata of another issuer, or without a trusted place of keys, is not followed",
        arguments: [
            #"{"issuer":"https://evil.example.com","jwks_uri":"URL/keys"}"#, #"{"jwks_uri":"URL/keys"}"#,
            #"{"issuer":"URL"}"#, #"{"issuer":"URL","jwks_uri":"http://example.com/keys"}"#,
            #"{"issuer":"URL","jwks_uri":"file:///etc/passwd"}"#,
            #"{"issuer":"URL","jwks_uri":"https://127.0.0.1:99999/keys"}"#, "[]", "",
        ]
    )
    func badMetadata(metadata: String) async throws {
        let key = TestKey.es256("one")
        try await TestIssuer.serving { issuer in
            issuer.publish(key)
            issuer["/.well-known/oauth-authorization-server"] = TestIssuer.Answer(
                body: metadata.replacing("URL", with: issuer.url)
            )
            let checks = TokenChecks(issuer, discovering: true)
            if case .unavailable? = await checks.failure(key.token(checks.claims)) {
            } else {
                Issue.record("available")
            }
            #expect(issuer.requests() == 0)
        }
    }

    @Test("metadata is before the path of an issuer, and for OpenID Connect behind it")
    func metadataURLs() {
        #expect(
            IssuerEndpoint.metadataURLs(issuer: "https://a.example/") == [
                "https://a.example/.well-known/oauth-authorization-server",
                "https://a.example/.well-known/openid-configuration",
            ]
        )
        #expect(
            IssuerEndpoint.metadataURLs(issuer: "https://a.example/realms/x") == [
                "https://a.example/.well-known/oauth-authorization-server/realms/x",
                "https://a.example/.well-known/openid-configuration/realms/x",
                "https://a.example/realms/x/.well-known/openid-configuration",
            ]
        )
    }
}
