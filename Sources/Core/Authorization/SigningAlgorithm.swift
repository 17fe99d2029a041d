import Cryptography
import JSONFormat

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

    var scheme: SignatureScheme {
        switch self {
        case .rs256: .rsaPKCS1(.sha256)
        case .rs384: .rsaPKCS1(.sha384)
        case .rs512: .rsaPKCS1(.sha512)
        case .ps256: .rsaPSS(.sha256)
        case .ps384: .rsaPSS(.sha384)
        case .ps512: .rsaPSS(.sha512)
        case .es256: .ecdsa(.sha256)
        case .es384: .ecdsa(.sha384)
        case .es512: .ecdsa(.sha512)
        case .edDSA: .ed25519
        }
    }
}
