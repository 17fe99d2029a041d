import Cryptography
import Testing

@testable import Authorization
@testable import JSONFormat

@Suite("Access tokens: how they must be signed")
struct AuthorizationSignatureTests {
    @Test(
        "a token without a signature is refused, however it writes that",
        arguments: ["none", "None", "NONE", "nOnE", ""]
    )
    func unsigned(algorithm: String) async throws {
        try await TokenChecks.with(.es256("one")) { checks in
            let header: JSON = ["alg": .string(algorithm), "kid": "one"]
            let empty = TestKey.token(header, .object(checks.claims)) { _ in [] }
            #expect(await checks.refusal(empty)?.contains("(alg)") == true)
            let good = TestKey.es256("one").token(checks.claims)
            let stripped = good.prefix(through: good.lastIndex(of: ".") ?? good.startIndex)
            #expect(await checks.refusal(String(stripped)) != nil)
        }
    }

    @Test("the public key is no shared secret")
    func confusion() async throws {
        let key = TestKey.rs256("one")
        try await TokenChecks.with(key) { checks in
            for secret in [key.jwk["n"]?.stringValue ?? "", key.jwk.description] {
                let header: JSON = ["alg": "HS256", "kid": "one"]
                let token = TestKey.token(header, .object(checks.claims)) { signed in
                    MessageAuthentication(key: Array(secret.utf8)).code(for: signed).bytes
                }
                #expect(await checks.refusal(token)?.contains("(alg)") == true)
            }
        }
    }

    @Test("a symmetric key in the key set is no key")
    func symmetricKey() async throws {
        var key = TestKey.es256("one")
        key.jwk = ["kty": "oct", "kid": "one", "alg": "HS256", "k": "c2VjcmV0"]
        try await TokenChecks.with(key, .es256("two")) { checks in
            for algorithm in ["HS256", "ES256"] {
                let header: JSON = ["alg": .string(algorithm), "kid": "one"]
                let token = TestKey.token(header, .object(checks.claims)) { signed in
                    MessageAuthentication(key: Array("secret".utf8)).code(for: signed).bytes
                }
                #expect(await checks.refusal(token) != nil)
            }
        }
    }

    @Test("an algorithm outside the list is refused, even by a good key")
    func outsideList() async throws {
        let key = TestKey.es256("one")
        try await TokenChecks.with(key, change: { $0.algorithms = [.rs256, .edDSA] }) { checks in
            #expect(await checks.refusal(key.token(checks.claims))?.contains("(alg)") == true)
        }
    }

    @Test("a key is for its own algorithm alone")
    func otherAlgorithm() async throws {
        let key = TestKey.ps256("one").with(["alg": "RS256"])
        let other = TestKey.rs256("two")
        try await TokenChecks.with(key, other) { checks in
            #expect(await checks.refusal(key.token(checks.claims))?.contains("algorithm") == true)
            // A key that names no algorithm is not bound to that of the first token that names the key.
            #expect(await checks.refusal(other.token(checks.claims, header: ["alg": "PS256"])) != nil)
            #expect(await checks.refusal(other.token(checks.claims)) == nil)
        }
    }

    @Test("a key for encryption does not sign")
    func encryptionKey() async throws {
        let key = TestKey.es256("one").with(["use": "enc"])
        try await TokenChecks.with(key, .es256("two")) { checks in
            #expect(await checks.refusal(key.token(checks.claims))?.contains("(kid)") == true)
        }
    }

    @Test("a key that comes with the token proves nothing")
    func ownKey() async throws {
        let mine = TestKey.es256("mine")
        try await TokenChecks.with(.es256("one")) { checks in
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
        try await TokenChecks.with(key) { checks in
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
        try await TokenChecks.with(key) { checks in
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
        try await TokenChecks.with(key) { checks in
            let good = key.token(checks.claims)
            let deep = Base64URL.encode(String(repeating: "[", count: 9000).utf8)
            let empty = Base64URL.encode("{}".utf8)
            for token in [
                "", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d.e", "é.é.é", "\0.\0.\0", good + ".", "." + good,
                good + "=", good + " ", good.replacing(".", with: "=."), "\(deep).\(deep).\(deep)",
                "\(empty).\(empty).",
                "\(Base64URL.encode([0xFF, 0xFE])).\(empty).\(empty)",
            ] {
                #expect(await checks.refusal(token) != nil, "\(token.prefix(40))")
            }
            let huge = key.token(checks.claims(["x": .string(String(repeating: "x", count: 16 << 10))]))
            #expect(await checks.refusal(huge)?.contains("16384") == true)
            #expect(await checks.refusal(String(repeating: ".", count: 50 << 20))?.contains("16384") == true)
            #expect(checks.issuer.requests() == 0)
        }
    }

    @Test(
        "a key that is weak or malformed is no key, and hides no other",
        arguments: [
            .rs256("one", bits: 1024), .rs256("one", bits: 2040), .rs256("one").with(["e": "AQ"]),
            .rs256("one").with(["e": "Ag"]), .rs256("one").with(["e": ""]), .rs256("one").with(["e": nil]),
            .rs256("one").with(["n": "AQAB"]), .rs256("one").with(["n": "!"]), .rs256("one").with(["n": 7]),
            .es256("one").with(["x": "AQAB"]), .es256("one").with(["y": nil]),
            .es256("one").with(["y": TestKey.es256(nil).jwk["y"]]), .es256("one").with(["crv": "P-384"]),
            .es256("one").with(["crv": "secp256k1"]), .es384("one").with(["crv": "P-256"]),
            .edDSA("one").with(["x": "AQAB"]), .edDSA("one").with(["crv": "Ed448"]),
        ] as [TestKey]
    )
    func badKey(_ key: TestKey) async throws {
        let good = TestKey.es256("two")
        try await TokenChecks.with(key, good) { checks in
            #expect(await checks.refusal(key.token(checks.claims))?.contains("(kid)") == true, "\(key.jwk)")
            #expect(await checks.failure(good.token(checks.claims)) == nil)
        }
    }

    @Test(
        "a signature of another length is refused",
        arguments: [TestKey.es256("a"), .rs256("b"), .ps256("c"), .edDSA("d")]
    )
    func signatureLength(_ key: TestKey) async throws {
        try await TokenChecks.with(key) { checks in
            let header: JSON = ["alg": .string(key.algorithm)]
            let changes: [([UInt8]) -> [UInt8]] = [
                { Array($0.dropLast()) }, { Array($0.dropFirst()) }, { $0 + [0] }, { [0] + $0 }, { _ in [0] },
            ]
            for change in changes {
                let token = TestKey.token(header, .object(checks.claims)) { change(key.sign($0)) }
                #expect(await checks.refusal(token)?.contains("signature") == true)
            }
            #expect(await checks.refusal(key.token(checks.claims)) == nil)
        }
    }

    @Test("the salt of PS256 is as long as its hash", arguments: [0, 31, 33, 222])
    func saltLength(_ length: Int32) async throws {
        let key = TestKey.ps256("one", saltLength: length)
        try await TokenChecks.with(key) { checks in
            #expect(await checks.refusal(key.token(checks.claims))?.contains("signature") == true)
        }
    }

    @Test("a signature is read in the one way that it is written")
    func oneReading() async throws {
        let key = TestKey.edDSA("one")
        try await TokenChecks.with(key) { checks in
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
        try await TokenChecks.with(key) { checks in
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
