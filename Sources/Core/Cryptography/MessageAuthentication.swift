import CLibcrypto

/// Authentication codes for messages under a secret key: HMAC (RFC 2104) with SHA-256.
package struct MessageAuthentication: Sendable {
    private let key: [UInt8]

    package init(key: [UInt8]) {
        self.key = key
    }

    package func code(for message: [UInt8]) -> Digest {
        let hash = HashFunction.sha256
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let done = unsafe HMAC(hash.implementation, key, Int32(key.count), message, message.count, &code, &count)
        unsafe precondition(done != nil, "libcrypto has no HMAC")
        return Digest(code.prefix(Int(count)))
    }
}
