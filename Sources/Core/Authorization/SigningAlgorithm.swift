import JSONFormat
import JWTKit

/// The ways to sign that a token may use. All have a public key: with a shared secret, whoever checks tokens could also
/// make them, and a public key might be passed off as the secret (RFC 8725, section 2.1).
enum SigningAlgorithm: String, Sendable, Hashable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"

    /// What issuers use.
    static let usual: Set<SigningAlgorithm> = [.rs256, .ps256, .es256, .es384, .edDSA]

    /// The algorithms that a key (RFC 7517) may be used with, in no case more than its own parameter `alg` says.
    static func suiting(_ key: JSON) -> [SigningAlgorithm] {
        let suiting: [SigningAlgorithm] =
            switch (key["kty"]?.stringValue, key["crv"]?.stringValue) {
            case ("RSA", _): [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
            case ("EC", "P-256"): [.es256]
            case ("EC", "P-384"): [.es384]
            case ("EC", "P-521"): [.es512]
            case ("OKP", "Ed25519"): [.edDSA]
            default: []
            }
        guard let alg = key["alg"] else { return suiting }
        return suiting.filter { alg == .string($0.rawValue) }
    }

    /// What verifies signatures by a key; nil where its numbers make no key, or one too weak.
    func verifier(_ key: JSON) async -> (any JWTAlgorithm)? {
        let algorithm = JWK.Algorithm(rawValue: rawValue)
        let id = JWKIdentifier(string: "key")
        let jwk: JWK =
            switch self {
            case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
                .rsa(algorithm, identifier: id, modulus: key["n"]?.stringValue, exponent: key["e"]?.stringValue)
            case .es256, .es384, .es512:
                .ecdsa(
                    algorithm,
                    identifier: id,
                    x: key["x"]?.stringValue,
                    y: key["y"]?.stringValue,
                    curve: key["crv"]?.stringValue.flatMap(ECDSACurve.init(rawValue:))
                )
            case .edDSA:
                .octetKeyPair(algorithm, identifier: id, x: key["x"]?.stringValue, y: nil, curve: .ed25519)
            }
        // A collection of one: in a bigger one, an unknown identifier stands for the first key, and a key takes for good
        // the algorithm that the first token names.
        return try? await JWTKeyCollection().add(jwk: jwk).getKey(for: id)
    }
}
