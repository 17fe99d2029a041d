import Crypto
import CryptoExtras
import FoundationEssentials
import OrderedCollections

@testable import JSONFormat

/// A key pair of an issuer, made and used by swift-crypto alone, so that it judges what jwt-kit does.
struct TestKey: Sendable {
    let algorithm: String
    /// The public half (RFC 7517).
    var jwk: JSON
    let sign: @Sendable ([UInt8]) throws -> Data

    private init(
        _ algorithm: String,
        _ id: String?,
        _ jwk: JSONObject,
        sign: @escaping @Sendable ([UInt8]) throws -> Data
    ) {
        var jwk = jwk
        if let id { jwk["kid"] = .string(id) }
        self.algorithm = algorithm
        self.jwk = .object(jwk)
        self.sign = sign
    }

    static func es256(_ id: String?) -> TestKey {
        let key = P256.Signing.PrivateKey()
        return ec("ES256", "P-256", id, key.publicKey.rawRepresentation) {
            try key.signature(for: Data($0)).rawRepresentation
        }
    }

    static func es384(_ id: String?) -> TestKey {
        let key = P384.Signing.PrivateKey()
        return ec("ES384", "P-384", id, key.publicKey.rawRepresentation) {
            try key.signature(for: Data($0)).rawRepresentation
        }
    }

    static func es512(_ id: String?) -> TestKey {
        let key = P521.Signing.PrivateKey()
        return ec("ES512", "P-521", id, key.publicKey.rawRepresentation) {
            try key.signature(for: Data($0)).rawRepresentation
        }
    }

    private static func ec(
        _ algorithm: String,
        _ curve: JSON,
        _ id: String?,
        _ point: Data,
        sign: @escaping @Sendable ([UInt8]) throws -> Data
    ) -> TestKey {
        let jwk: JSONObject = [
            "kty": "EC", "crv": curve, "x": .string(base64URL(point.prefix(point.count / 2))),
            "y": .string(base64URL(point.suffix(point.count / 2))),
        ]
        return TestKey(algorithm, id, jwk, sign: sign)
    }

    static func edDSA(_ id: String?) -> TestKey {
        let key = Curve25519.Signing.PrivateKey()
        let jwk: JSONObject = [
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": .string(base64URL(key.publicKey.rawRepresentation)),
        ]
        return TestKey("EdDSA", id, jwk) { try key.signature(for: Data($0)) }
    }

    static func rs256(_ id: String?) throws -> TestKey {
        try rsa("RS256", id, padding: .insecurePKCS1v1_5)
    }

    static func ps256(_ id: String?) throws -> TestKey {
        try rsa("PS256", id, padding: .PSS)
    }

    private static func rsa(_ algorithm: String, _ id: String?, padding: _RSA.Signing.Padding) throws -> TestKey {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let numbers = try key.publicKey.getKeyPrimitives()
        let jwk: JSONObject = [
            "kty": "RSA", "use": "sig", "n": .string(base64URL(numbers.modulus)),
            "e": .string(base64URL(numbers.publicExponent)),
        ]
        return TestKey(algorithm, id, jwk) { try key.signature(for: Data($0), padding: padding).rawRepresentation }
    }

    /// A token signed by it.
    func token(_ claims: JSONObject, header: JSONObject = [:]) -> String {
        var all: JSONObject = ["alg": .string(algorithm)]
        if let id = jwk["kid"] { all["kid"] = id }
        all.merge(header) { $1 }
        return Self.token(.object(all), .object(claims)) { try! sign($0) }
    }

    /// A token with any header, signed by anything.
    static func token(_ header: JSON, _ claims: JSON, sign: ([UInt8]) -> Data) -> String {
        let signed = base64URL(Data(header.serialized())) + "." + base64URL(Data(claims.serialized()))
        return signed + "." + base64URL(sign(Array(signed.utf8)))
    }

    static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
