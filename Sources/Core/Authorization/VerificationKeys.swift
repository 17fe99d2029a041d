import Cryptography
import JSONFormat
import Text

/// The public keys of an issuer, from its JSON Web Key Set (RFC 7517).
struct VerificationKeys: Sendable {
    private struct Key: Sendable {
        let id: String?
        /// The algorithms that fit the key and that the configuration allows: at least one.
        let algorithms: Set<SigningAlgorithm>
        let key: PublicKey
    }

    /// The result of checking a signature.
    enum Verdict {
        case good
        /// None of these keys fits; perhaps a newer one does.
        case unknownKey(String)
        case bad(String)
    }

    private let keys: [Key]

    var isEmpty: Bool { keys.isEmpty }

    /// The most keys that are read.
    private static let limit = 100

    /// Keys that are not for signatures by one of the algorithms, malformed, or too weak are left out.
    init(_ set: JSON, algorithms: Set<SigningAlgorithm>) {
        var keys: [Key] = []
        if case .array(let elements)? = set["keys"] {
            for element in elements.prefix(Self.limit) where Self.isForSignatures(element) {
                guard let key = PublicKey(element) else { continue }
                // The algorithms of its type, limited by its own parameter `alg`.
                let suiting = algorithms.filter { algorithm in
                    key.supports(algorithm.scheme) && element["alg"].map { $0 == .string(algorithm.rawValue) } ?? true
                }
                if suiting.isEmpty { continue }
                keys.append(Key(id: element["kid"]?.stringValue, algorithms: suiting, key: key))
            }
        }
        self.keys = keys
    }

    private static func isForSignatures(_ key: JSON) -> Bool {
        if let use = key["use"], use != "sig" { return false }
        if case .array(let operations)? = key["key_ops"], !operations.contains("verify") { return false }
        return true
    }

    /// Whether a token is signed by one of the keys: the one it names, or the only one there is.
    func verify(_ token: CompactJWT, algorithm: SigningAlgorithm) -> Verdict {
        let named: [Key]
        if let id = token.keyID {
            // Keys of different types may share an identifier.
            named = keys.filter { $0.id.map { BytewiseString($0) == BytewiseString(id) } ?? false }
            guard !named.isEmpty else { return .unknownKey("The token's key (kid) is not one of its issuer's.") }
        } else {
            named = keys
            guard named.count == 1 else {
                return .unknownKey("The token must name its key (kid), since its issuer has several.")
            }
        }
        let suiting = named.filter { $0.algorithms.contains(algorithm) }
        guard !suiting.isEmpty else { return .bad("The token's algorithm is not that of its key.") }
        for key in suiting.map(\.key)
        where key.isValidSignature(token.signature, for: token.signedBytes, scheme: algorithm.scheme) { return .good }
        let reason = "The token's signature is not valid."
        return token.keyID == nil ? .unknownKey(reason) : .bad(reason)
    }
}
