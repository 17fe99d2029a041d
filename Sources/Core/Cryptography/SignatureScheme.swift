/// How a message is signed.
package enum SignatureScheme: Sendable, Hashable {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
    case rsaPKCS1(HashFunction)
    /// RSASSA-PSS (RFC 8017, section 8.1), with a salt as long as the hash, and the same hash for the mask.
    case rsaPSS(HashFunction)
    /// ECDSA; the signature is its two numbers one after the other, as in RFC 7518, section 3.4.
    case ecdsa(EllipticCurve, HashFunction)
    /// EdDSA on Curve25519 (RFC 8032).
    case ed25519
}
