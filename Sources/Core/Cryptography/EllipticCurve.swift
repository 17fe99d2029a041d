/// The curves of NIST, by the names that both JSON Web Keys and libcrypto know them by.
package enum EllipticCurve: String, Sendable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    /// Of one coordinate of a point, and of one of the two numbers of a signature: bytes.
    package var coordinateSize: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }
}
