import CLibcrypto

/// A hash of bytes that come in pieces.
@safe package struct RunningHash: ~Copyable {
    /// An `EVP_MD_CTX`.
    private let context: OpaquePointer

    package init(_ function: HashFunction) {
        guard let context = unsafe EVP_MD_CTX_new(),
            unsafe EVP_DigestInit_ex(context, function.implementation, nil) == 1
        else { preconditionFailure("libcrypto has no SHA-2") }
        unsafe self.context = context
    }

    /// - Parameter count: How many of the first bytes count.
    package mutating func add(_ bytes: [UInt8], count: Int) {
        precondition(count <= bytes.count)
        let isDone = unsafe EVP_DigestUpdate(context, bytes, count)
        precondition(isDone == 1, "libcrypto hashes any bytes")
    }

    /// The hash of all bytes so far.
    package consuming func finish() -> Digest {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let isDone = unsafe EVP_DigestFinal_ex(context, &digest, &count)
        precondition(isDone == 1, "libcrypto ends any hash")
        return Digest(digest.prefix(Int(count)))
    }

    deinit { unsafe EVP_MD_CTX_free(context) }
}
