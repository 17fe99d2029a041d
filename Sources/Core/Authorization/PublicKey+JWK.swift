import Cryptography
import JSONFormat

extension PublicKey {
    /// The key that a JSON Web Key (RFC 7517) describes; nil where its type is unknown, its numbers do not form a key,
    /// or it is too weak.
    convenience init?(_ jwk: JSON) {
        func number(_ name: String) -> [UInt8]? { jwk[name]?.stringValue.flatMap { Base64URL.decode($0.utf8) } }

        switch jwk["kty"] {
        case "RSA":
            guard let modulus = number("n"), let exponent = number("e") else { return nil }
            self.init(rsaModulus: modulus, exponent: exponent)
        case "EC":
            guard let curve = jwk["crv"]?.stringValue.flatMap(EllipticCurve.init), let x = number("x"),
                let y = number("y")
            else { return nil }
            self.init(curve: curve, x: x, y: y)
        case "OKP" where jwk["crv"] == "Ed25519":
            guard let x = number("x") else { return nil }
            self.init(ed25519: x)
        default:
            return nil
        }
    }
}
