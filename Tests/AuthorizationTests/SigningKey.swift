import CLibcrypto
import Cryptography

/// A private key of libcrypto, fresh from its generator.
@safe final class SigningKey: @unchecked Sendable {  // never changed once made
    private let key: OpaquePointer
    private let coordinateSize: Int?

    static func ellipticCurve(_ curve: EllipticCurve) -> SigningKey {
        unsafe SigningKey("EC", coordinateSize: curve.coordinateSize) {
            unsafe EVP_PKEY_CTX_set_group_name($0, curve.rawValue)
        }
    }

    static func rsa(bits: Int32 = 2048) -> SigningKey {
        unsafe SigningKey("RSA") { unsafe EVP_PKEY_CTX_set_rsa_keygen_bits($0, bits) }
    }

    static func ed25519() -> SigningKey { unsafe SigningKey("ED25519") { _ in 1 } }

    private init(_ type: String, coordinateSize: Int? = nil, configure: (OpaquePointer?) -> Int32) {
        self.coordinateSize = coordinateSize
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        unsafe precondition(
            EVP_PKEY_keygen_init(context) == 1 && configure(context) == 1 && EVP_PKEY_generate(context, &key) == 1
        )
        unsafe self.key = unsafe key!
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// The signature as JSON Web Signature writes it; with RSA, by RSASSA-PSS where a length of salt is given.
    func sign(_ message: [UInt8], hash: String?, saltLength: Int32? = nil) -> [UInt8] {
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        var parameters: OpaquePointer?
        unsafe precondition(EVP_DigestSignInit_ex(context, &parameters, hash, nil, nil, key, nil) == 1)
        if let saltLength {
            unsafe precondition(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1)
            unsafe precondition(EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, saltLength) == 1)
        }
        var signature = [UInt8](repeating: 0, count: 1024)
        var count = signature.count
        unsafe precondition(EVP_DigestSign(context, &signature, &count, message, message.count) == 1)
        signature.removeLast(signature.count - count)
        return coordinateSize.map { Self.numbers(signature, size: $0) } ?? signature
    }

    /// The public key on Curve25519.
    var rawPublicKey: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        unsafe precondition(EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1)
        return bytes
    }

    /// The coordinates of the public key on another curve.
    var point: (x: [UInt8], y: [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: 256)
        var count = 0
        unsafe precondition(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, &bytes, 256, &count) == 1)
        // Before them goes the mark of an uncompressed point.
        return (Array(bytes[1...count / 2]), Array(bytes[(count / 2 + 1)..<count]))
    }

    var modulus: [UInt8] { number(OSSL_PKEY_PARAM_RSA_N) }
    var exponent: [UInt8] { number(OSSL_PKEY_PARAM_RSA_E) }

    private func number(_ name: String) -> [UInt8] {
        var number: OpaquePointer?
        unsafe precondition(EVP_PKEY_get_bn_param(key, name, &number) == 1)
        defer { unsafe BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(unsafe BN_num_bits(number) + 7) / 8)
        unsafe BN_bn2bin(number, &bytes)
        return bytes
    }

    /// The two numbers of an ECDSA signature, one after the other.
    private static func numbers(_ der: [UInt8], size: Int) -> [UInt8] {
        unsafe der.withUnsafeBufferPointer { der in
            var next = der.baseAddress
            let signature = unsafe d2i_ECDSA_SIG(nil, &next, der.count)
            defer { unsafe ECDSA_SIG_free(signature) }
            let numbers = unsafe [ECDSA_SIG_get0_r(signature), ECDSA_SIG_get0_s(signature)]
            return unsafe numbers.flatMap { number in
                var bytes = [UInt8](repeating: 0, count: size)
                unsafe BN_bn2binpad(number, &bytes, Int32(size))
                return bytes
            }
        }
    }
}
