import CLibcrypto

/// A public key, made of its numbers (big-endian, as in RFC 7518, section 6), that checks signatures.
@safe package final class PublicKey: @unchecked Sendable {  // never changed; libcrypto locks its caches
    private enum Kind {
        case rsa
        case ellipticCurve(EllipticCurve)
        case ed25519
    }

    private let key: OpaquePointer
    private let kind: Kind

    /// The allowed size of RSA keys in bits: shorter ones are too weak (NIST SP 800-131A), longer ones take too long to
    /// check.
    private static let rsaSizes: ClosedRange<Int32> = 2048...8192

    /// An RSA key; nil where the numbers make none, or one of less than 2048 bits.
    package convenience init?(rsaModulus modulus: [UInt8], exponent: [UInt8]) {
        unsafe self.init(crypto_rsa_public_key(modulus, modulus.count, exponent, exponent.count), .rsa)
    }

    /// A point on a curve; nil where it is not on it, or a coordinate has another length than the curve's.
    package convenience init?(curve: EllipticCurve, x: [UInt8], y: [UInt8]) {
        guard x.count == curve.coordinateSize, y.count == curve.coordinateSize else { return nil }
        let uncompressed: [UInt8] = [4] + x + y
        unsafe self.init(
            crypto_ec_public_key(curve.rawValue, uncompressed, uncompressed.count),
            .ellipticCurve(curve)
        )
    }

    /// An Ed25519 key; nil unless it has 32 bytes.
    package convenience init?(ed25519 bytes: [UInt8]) {
        unsafe self.init(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count), .ed25519)
    }

    /// Takes over `key`.
    private init?(_ key: OpaquePointer?, _ kind: Kind) {
        defer { ERR_clear_error() }
        guard let key = unsafe key else { return nil }
        unsafe self.key = unsafe key
        self.kind = kind
        guard isSound else { return nil }
    }

    deinit { unsafe EVP_PKEY_free(key) }

    private var isSound: Bool {
        if case .rsa = kind, !Self.rsaSizes.contains(unsafe EVP_PKEY_get_bits(key)) { return false }
        let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        return unsafe EVP_PKEY_public_check(context) == 1
    }

    package func supports(_ scheme: SignatureScheme) -> Bool {
        switch (kind, scheme) {
        case (.rsa, .rsaPKCS1), (.rsa, .rsaPSS), (.ed25519, .ed25519): true
        case (.ellipticCurve(let curve), .ecdsa(let other, _)): curve == other
        default: false
        }
    }

    /// Whether the owner of the key signed the message. A scheme that the key does not support never says so.
    package func isValidSignature(_ signature: [UInt8], for message: [UInt8], scheme: SignatureScheme) -> Bool {
        guard supports(scheme) else { return false }
        defer { ERR_clear_error() }
        switch scheme {
        case .rsaPKCS1(let hash):
            return verify(signature, message, hash, padding: RSA_PKCS1_PADDING)
        case .rsaPSS(let hash):
            return verify(signature, message, hash, padding: RSA_PKCS1_PSS_PADDING)
        case .ecdsa(let curve, let hash):
            return signature.count == 2 * curve.coordinateSize && verify(Self.der(signature), message, hash)
        case .ed25519:
            return verify(signature, message, nil)
        }
    }

    private func verify(_ signature: [UInt8], _ message: [UInt8], _ hash: HashFunction?, padding: Int32? = nil) -> Bool
    {
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        var parameters: OpaquePointer?
        guard unsafe EVP_DigestVerifyInit(context, &parameters, hash?.implementation, nil, key) == 1 else {
            return false
        }
        if let padding {
            // Exactly as long as the key: libcrypto would also accept a signature without its leading zeros.
            guard unsafe signature.count == EVP_PKEY_get_size(key) else { return false }
            guard unsafe EVP_PKEY_CTX_set_rsa_padding(parameters, padding) == 1 else { return false }
            if padding == RSA_PKCS1_PSS_PADDING {
                let isSet = unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST)
                guard isSet == 1 else { return false }
            }
        }
        return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// The numbers of an ECDSA signature in the encoding that libcrypto reads.
    private static func der(_ numbers: [UInt8]) -> [UInt8] {
        let half = numbers.count / 2
        let signature = unsafe ECDSA_SIG_new()
        defer { unsafe ECDSA_SIG_free(signature) }
        // It takes over both numbers.
        unsafe ECDSA_SIG_set0(
            signature,
            BN_bin2bn(Array(numbers.prefix(half)), Int32(half), nil),
            BN_bin2bn(Array(numbers.suffix(half)), Int32(half), nil)
        )
        var encoded: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_ECDSA_SIG(signature, &encoded)
        defer { unsafe CRYPTO_free(encoded, #file, #line) }
        return unsafe Array(UnsafeBufferPointer(start: encoded, count: Int(max(count, 0))))
    }
}
