import Cryptography

@testable import JSONFormat

/// A key pair of an issuer.
struct TestKey: Sendable {
    let algorithm: String
    /// The public half (RFC 7517).
    var jwk: JSON
    let sign: @Sendable ([UInt8]) -> [UInt8]

    private init(
        _ algorithm: String,
        _ id: String?,
        _ jwk: JSONObject,
        sign: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        var jwk = jwk
        if let id { jwk["kid"] = .string(id) }
        self.algorithm = algorithm
        self.jwk = .object(jwk)
        self.sign = sign
    }

    static func es256(_ id: String?) -> TestKey { ec("ES256", .p256, hash: "SHA256", id) }
    static func es384(_ id: String?) -> TestKey { ec("ES384", .p384, hash: "SHA384", id) }
    static func es512(_ id: String?) -> TestKey { ec("ES512", .p521, hash: "SHA512", id) }

    private static func ec(_ algorithm: String, _ curve: EllipticCurve, hash: String, _ id: String?) -> TestKey {
        let key = SigningKey.ellipticCurve(curve)
        let point = key.point
        let jwk: JSONObject = [
            "kty": "EC", "crv": .string(curve.rawValue), "x": .string(Base64URL.encode(point.x)),
            "y": .string(Base64URL.encode(point.y)),
        ]
        return TestKey(algorithm, id, jwk) { key.sign($0, hash: hash) }
    }

    static func edDSA(_ id: String?) -> TestKey {
        let key = SigningKey.ed25519()
        let jwk: JSONObject = [
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": .string(Base64URL.encode(key.rawPublicKey)),
        ]
        return TestKey("EdDSA", id, jwk) { key.sign($0, hash: nil) }
    }

    static func rs256(_ id: String?, bits: Int32 = 2048) -> TestKey { rsa("RS256", id, bits: bits) }
    static func ps256(_ id: String?, saltLength: Int32 = 32) -> TestKey { rsa("PS256", id, saltLength: saltLength) }

    private static func rsa(_ algorithm: String, _ id: String?, bits: Int32 = 2048, saltLength: Int32? = nil) -> TestKey
    {
        let key = SigningKey.rsa(bits: bits)
        let jwk: JSONObject = [
            "kty": "RSA", "use": "sig", "n": .string(Base64URL.encode(key.modulus)),
            "e": .string(Base64URL.encode(key.exponent)),
        ]
        return TestKey(algorithm, id, jwk) { key.sign($0, hash: "SHA256", saltLength: saltLength) }
    }

    /// The same key with other members in its public half; nil takes a member away.
    func with(_ members: [String: JSON?]) -> TestKey {
        var changed = jwk.objectValue ?? [:]
        for (name, value) in members { changed[name] = value }
        var key = self
        key.jwk = .object(changed)
        return key
    }

    /// A token signed by it.
    func token(_ claims: JSONObject, header: JSONObject = [:]) -> String {
        var all: JSONObject = ["alg": .string(algorithm)]
        if let id = jwk["kid"] { all["kid"] = id }
        all.merge(header)
        return Self.token(.object(all), .object(claims), sign: sign)
    }

    /// A token with any header, signed by anything.
    static func token(_ header: JSON, _ claims: JSON, sign: ([UInt8]) -> [UInt8]) -> String {
        let signed = Base64URL.encode(header.serialized()) + "." + Base64URL.encode(claims.serialized())
        return signed + "." + Base64URL.encode(sign(Array(signed.utf8)))
    }
}
