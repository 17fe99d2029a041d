import CLibcrypto

/// The hash functions of the SHA-2 family (FIPS 180-4) that signatures and tokens use.
package enum HashFunction: Sendable, Hashable {
    case sha256
    case sha384
    case sha512

    package func hash(_ bytes: [UInt8]) -> Digest {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let isDone = unsafe EVP_Digest(bytes, bytes.count, &digest, &count, implementation, nil)
        precondition(isDone == 1, "libcrypto has no SHA-2")
        return Digest(digest.prefix(Int(count)))
    }

    /// An `EVP_MD`, which libcrypto owns.
    var implementation: OpaquePointer {
        switch self {
        case .sha256: unsafe EVP_sha256()
        case .sha384: unsafe EVP_sha384()
        case .sha512: unsafe EVP_sha512()
        }
    }
}
