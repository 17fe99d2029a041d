import Crypto
import FoundationEssentials
import OrderedCollections
import Testing

@testable import Authorization
@testable import JSONFormat

@Suite("Access tokens: how they must be signed")
struct AuthorizationSignatureTests {
    private func checking(
        _ keys: TestKey...,
        change: (inout OAuthConfiguration) -> Void = { _ in },
        _ test: (TokenChecks) async throws -> Void
    ) async throws {
        try await TestIssuer.serving { issuer in
            issuer.publish(keys)
            try await test(TokenChecks(issuer, change: change))
        }
    }

    @Test(
        "a token without a signature is refused, however it writes that",
        arguments: ["none", "None", "NONE", "nOnE", ""]
    )
    func unsigned(algorithm: String) async throws {
        try await checking(.es256("one")) { checks in
            let header: JSON = ["alg": .string(algorithm), "kid": "one"]
            let empty = TestKey.token(header, .object(checks.claims)) { _ in Data() }
            #expect(await checks.refusal(empty)?.contains("(alg)") == true)
            let good = TestKey.es256("one").token(checks.claims)
            let stripped = good.prefix(through: good.lastIndex(of: ".") ?? good.startIndex)
            #expect(await checks.refusal(String(stripped)) != nil)
        }
    }

    @Test("the public key is no shared secret")
    func confusion() async throws {
        let key = try TestKey.rs256("one")
        try await checking(key) { checks in
            for secret in [key.jwk["n"]?.stringValue ?? "", key.jwk.description] {
                let header: JSON = ["alg": "HS256", "kid": "one"]
                let token = TestKey.token(header, .object(checks.claims)) { signed in
                    let secret = SymmetricKey(data: Data(secret.utf8))
                    return Data(HMAC<SHA256>.authenticationCode(for: signed, using: secret))
                }
                #expect(await checks.refusal(token)?.contains("(alg)") == true)
            }
        }
    }

    @Test("a symmetric key in the key set is no key")
    func symmetricKey() async throws {
        var key = TestKey.es256("one")
        key.jwk = ["kty": "oct", "kid": "one", "alg": "HS256", "k": "c2VjcmV0"]
        try await checking(key, .es256("two")) { checks in
            for algorithm in ["HS256", "ES256"] {
                let header: JSON = ["alg": .string(algorithm), "kid": "one"]
                let token = TestKey.token(header, .object(checks.claims)) { signed in
                    Data(HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: Data("secret".utf8))))
                }
                #expect(await checks.refusal(token) != nil)
            }
        }
    }

    @Test("an algorithm outside the list is refused, even by a good key")
    func outsideList() async throws {
        let key = TestKey.es256("one")
        try await checking(key, change: { $0.algorithms = [.rs256, .edDSA] }) { checks in
            #expect(await checks.refusal(key.token(checks.claims))?.contains("(alg)") == true)
        }
    }

    @Test("a key is for its own algorithm alone")
    func otherAlgorithm() async throws {
        var key = try TestKey.ps256("one")
        key.jwk = .object((key.jwk.objectValue ?? [:]).merging(["alg": "RS256"]) { $1 })
        let other = try TestKey.rs256("two")
        try await checking(key, other) { checks in
            #expect(await checks.refusal(key.token(checks.claims))?.contains("algorithm") == true)
            // A key that names no algorithm is not bound to that of the first token that names the key.
            #expect(await checks.refusal(other.token(checks.claims, header: ["alg": "PS256"])) != nil)
            #expect(await checks.refusal(other.token(checks.claims)) == nil)
        }
    }

    @Test("a key for encryption does not sign")
    func encryptionKey() async throws {
        var key = TestKey.es256("one")
        key.jwk = .object((key.jwk.objectValue ?? [:]).merging(["use": "enc"]) { $1 })
        try await checking(key, .es256("two")) { checks in
            #expect(await checks.refusal(key.token(checks.claims))?.contains("(kid)") == true)
        }
    }

    @Test("a key that comes with the token proves nothing")
    func ownKey() async throws {
        let mine = TestKey.es256("mine")
        try await checking(.es256("one")) { checks in
            mine.publish(checks.issuer)
            for header in [
                ["jwk": mine.jwk], ["jku": .string(checks.issuer.url + "/mine")], ["kid": "one", "jwk": mine.jwk],
            ] as [JSONObject] {
                #expect(await checks.refusal(mine.token(checks.claims, header: header)) != nil)
            }
            #expect(checks.issuer.requests("/mine") == 0)
        }
    }

    @Test("another's signature, another payload, another header: none passes")
    func tampering() async throws {
        let key = TestKey.es256("one")
        try await checking(key) { checks in
            let good = key.token(checks.claims).split(separator: ".")
            let other = key.token(checks.claims(["scope": "admin"])).split(separator: ".")
            let forged = TestKey.es256("one").token(checks.claims)
            #expect(await checks.refusal("\(good[0]).\(other[1]).\(good[2])")?.contains("signature") == true)
            #expect(await checks.refusal("\(good[0]).\(good[1]).\(other[2])")?.contains("signature") == true)
            #expect(await checks.refusal(forged)?.contains("signature") == true)
            #expect(await checks.refusal(good.joined(separator: ".")) == nil)
        }
    }

    @Test("extensions that must be understood are not, and tokens for something else are refused")
    func header() async throws {
        let key = TestKey.es256("one")
        try await checking(key) { checks in
            for header in [
                ["crit": ["b64"], "b64": false], ["crit": []], ["typ": "dpop+jwt"], ["typ": "logout+jwt"], ["typ": 1],
                ["kid": 1], ["kid": .null],
            ] as [JSONObject] {
                #expect(await checks.refusal(key.token(checks.claims, header: header)) != nil, "\(header)")
            }
            for type in ["JWT", "jwt", "at+jwt", "application/at+jwt"] {
                #expect(await checks.refusal(key.token(checks.claims, header: ["typ": .string(type)])) == nil)
            }
            // Numbers past all measure in a header are nobody's business.
            #expect(await checks.refusal(key.token(checks.claims, header: ["x": .double(1e300)])) == nil)
        }
    }

    @Test("what is no token at all is refused, quickly and without fetching")
    func garbage() async throws {
        let key = TestKey.es256("one")
        try await checking(key) { checks in
            let good = key.token(checks.claims)
            let deep = TestKey.base64URL(Data(String(repeating: "[", count: 9000).utf8))
            let empty = TestKey.base64URL(Data("{}".utf8))
            for token in [
                "", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d.e", "é.é.é", "\0.\0.\0", good + ".", "." + good,
                good + "=", good + " ", good.replacing(".", with: "=."), "\(deep).\(deep).\(deep)",
                "\(empty).\(empty).",
                "\(TestKey.base64URL(Data([0xFF, 0xFE]))).\(empty).\(empty)",
            ] {
                #expect(await checks.refusal(token) != nil, "\(token.prefix(40))")
            }
            let huge = key.token(checks.claims(["x": .string(String(repeating: "x", count: 16 << 10))]))
            #expect(await checks.refusal(huge)?.contains("16384") == true)
            #expect(await checks.refusal(String(repeating: ".", count: 50 << 20))?.contains("16384") == true)
            #expect(checks.issuer.requests() == 0)
        }
    }

    @Test("a signature is read in the one way that it is written")
    func oneReading() async throws {
        let key = TestKey.edDSA("one")
        try await checking(key) { checks in
            let good = key.token(checks.claims)
            // Of the last of 86 characters, four bits are left over.
            let endings = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".map {
                good.dropLast() + "\($0)"
            }
            var passed = 0
            for token in endings where await checks.failure(String(token)) == nil { passed += 1 }
            #expect(passed == 1)
        }
    }

    @Test("every token with one byte changed is refused")
    func changedBytes() async throws {
        let key = TestKey.edDSA("one")
        try await checking(key) { checks in
            let good = Array(key.token(checks.claims).utf8)
            #expect(await checks.refusal(String(decoding: good, as: UTF8.self)) == nil)
            for index in good.indices {
                var bad = good
                bad[index] = bad[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                #expect(await checks.failure(String(decoding: bad, as: UTF8.self)) != nil, "byte \(index)")
            }
        }
    }
}

extension TestKey {
    fileprivate func publish(_ issuer: TestIssuer) {
        issuer["/mine"] = TestIssuer.Answer(body: JSON.object(["keys": .array([jwk])]).description)
    }
}
