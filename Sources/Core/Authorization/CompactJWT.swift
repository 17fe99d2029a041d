import Cryptography
import HTTP
import JSONFormat

/// A parsed, not yet verified JSON Web Token (RFC 7515, compact serialization).
struct CompactJWT: Sendable {
    /// The parameter `alg`.
    let algorithm: String
    /// The parameter `kid`.
    let keyID: String?
    /// The claims.
    let claims: JSON
    let signedBytes: [UInt8]
    let signature: [UInt8]

    /// The longest token that is parsed, in bytes.
    static let sizeLimit = 16 << 10

    /// Parses a token.
    ///
    /// Of the header only `alg`, `kid` and `typ` are used: a key or the address of one in the token itself (`jwk`,
    /// `jku`, `x5c`, `x5u`) proves nothing.
    init(_ token: String) throws(AuthorizationFailure) {
        guard token.utf8.count <= Self.sizeLimit else {
            throw .invalid("The token is longer than \(Self.sizeLimit) bytes.")
        }
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .invalid("The token is not a signed JWT of three parts.") }
        let header = try Self.object(parts[0])
        claims = try Self.object(parts[1])
        guard let signature = Base64URL.decode(parts[2]) else { throw Self.malformed }
        self.signature = signature
        signedBytes = Array(token.utf8.prefix(parts[0].count + 1 + parts[1].count))

        guard let algorithm = header["alg"]?.stringValue else { throw .invalid("The token names no algorithm (alg).") }
        self.algorithm = algorithm
        switch header["kid"] {
        case nil: keyID = nil
        case .string(let id)?: keyID = id
        default: throw Self.malformed
        }
        // A critical extension, of which none is supported.
        guard header["crit"] == nil else { throw .invalid("The token's header asks for extensions (crit).") }
        guard Self.isAccessToken(header["typ"]) else { throw .invalid("The token is of another type (typ).") }
    }

    /// Whether a token looks like a JWT.
    static func hasForm(_ token: String) -> Bool {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { !$0.isEmpty }
    }

    /// RFC 9068 types access tokens as `at+jwt`; most issuers write `JWT` or nothing. Any other type is a token for
    /// something else (RFC 8725, section 3.11).
    private static func isAccessToken(_ type: JSON?) -> Bool {
        guard let type else { return true }
        return ["jwt", "at+jwt", "application/at+jwt"].contains(type.stringValue?.lowercased())
    }

    private static func object(_ part: Substring.UTF8View) throws(AuthorizationFailure) -> JSON {
        guard let bytes = Base64URL.decode(part), String(validating: bytes, as: UTF8.self) != nil,
            let value = try? JSON(parsing: bytes), case .object = value
        else { throw malformed }
        return value
    }

    private static let malformed = AuthorizationFailure.invalid("The token is malformed.")
}
