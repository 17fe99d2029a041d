import JSONFormat
import JWTKit

/// The public keys of an issuer, from its JSON Web Key Set (RFC 7517).
struct VerificationKeys: Sendable {
    private struct Key: Sendable {
        let id: String?
        /// By the algorithms that the key suits and the configuration allows.
        let verifiers: [SigningAlgorithm: any JWTAlgorithm]
    }

    /// What the keys say of a signature.
    enum Verdict {
        case good
        /// None of these keys; perhaps a newer one.
        case unknownKey(String)
        case bad(String)
    }

    private let keys: [Key]

    var isEmpty: Bool { keys.isEmpty }

    /// More are not read.
    private static let limit = 100

    /// Keys that are not for signatures, or of a kind unknown here, are left out.
    init(_ set: JSON, algorithms: Set<SigningAlgorithm>) async {
        var keys: [Key] = []
        if case .array(let elements)? = set["keys"] {
            for element in elements.prefix(Self.limit) where Self.isForSignatures(element) {
                let suiting = SigningAlgorithm.suiting(element)
                if suiting.isEmpty { continue }
                var verifiers: [SigningAlgorithm: any JWTAlgorithm] = [:]
                for algorithm in suiting where algorithms.contains(algorithm) {
                    verifiers[algorithm] = await algorithm.verifier(element)
                }
                keys.append(Key(id: element["kid"]?.stringValue, verifiers: verifiers))
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
            named = keys.filter { $0.id.map { $0.utf8.elementsEqual(id.utf8) } ?? false }
            guard !named.isEmpty else { return .unknownKey("The token's key (kid) is none of its issuer's.") }
        } else {
            named = keys
            guard named.count == 1 else {
                return .unknownKey("The token must name its key (kid), since its issuer has several.")
            }
        }
        let verifiers = named.compactMap { $0.verifiers[algorithm] }
        guard !verifiers.isEmpty else { return .bad("The token's algorithm is not that of its key.") }
        for verifier in verifiers {
            if (try? verifier.verify(token.signature, signs: token.signedBytes)) == true { return .good }
        }
        let reason = "The token's signature is not good."
        return token.keyID == nil ? .unknownKey(reason) : .bad(reason)
    }
}
