import Cryptography
import Testing

@Suite("Public keys and signatures")
struct PublicKeyTests {
    @Test("published signatures are good", arguments: PublishedSignature.all)
    func published(_ published: PublishedSignature) throws {
        let key = try #require(published.key)
        #expect(key.isValidSignature(published.signature, for: published.message, scheme: published.scheme))
    }

    @Test("with any bit of the signature changed they are not", arguments: PublishedSignature.all)
    func changedSignature(_ published: PublishedSignature) throws {
        let key = try #require(published.key)
        for index in published.signature.indices {
            var changed = published.signature
            changed[index] ^= 1 << (index % 8)
            #expect(!key.isValidSignature(changed, for: published.message, scheme: published.scheme), "byte \(index)")
        }
    }

    @Test("nor of another length, nor of another message, nor by another scheme", arguments: PublishedSignature.all)
    func others(_ published: PublishedSignature) throws {
        let key = try #require(published.key)
        let (signature, message) = (published.signature, published.message)
        for changed in [
            [], [0], Array(signature.dropLast()), Array(signature.dropFirst()), signature + [0], [0] + signature,
            signature + signature, [UInt8](repeating: 0, count: signature.count),
            [UInt8](repeating: 255, count: signature.count),
        ] {
            #expect(!key.isValidSignature(changed, for: message, scheme: published.scheme))
        }
        for changed in [[], Array(message.dropLast()), message + [0]] {
            #expect(!key.isValidSignature(signature, for: changed, scheme: published.scheme))
        }
        for scheme in Self.schemes where scheme != published.scheme {
            #expect(!key.isValidSignature(signature, for: message, scheme: scheme), "\(scheme)")
            #expect(key.supports(scheme) == (Self.kind(scheme) == Self.kind(published.scheme)), "\(scheme)")
        }
    }

    @Test("zeros before an RSA modulus change nothing")
    func leadingZeros() throws {
        let published = PublishedSignature.rs256
        let key = try #require(PublicKey(rsaModulus: [0, 0] + PublishedSignature.modulus, exponent: [0, 1, 0, 1]))
        #expect(key.isValidSignature(published.signature, for: published.message, scheme: published.scheme))
    }

    @Test(
        "an exponent that signs nothing makes no RSA key",
        arguments: [[], [0], [1], [2], [1, 0, 0]] as [[UInt8]]
    )
    func exponent(_ exponent: [UInt8]) {
        #expect(PublicKey(rsaModulus: PublishedSignature.modulus, exponent: exponent) == nil)
    }

    @Test("an even, an empty, a short and an enormous modulus make no RSA key")
    func modulus() {
        let good = PublishedSignature.modulus
        let bad: [[UInt8]] = [
            [], [0], [3], good.dropLast() + [0x10], Array(good.dropFirst()), [0x7F] + good.dropFirst(),
            [UInt8](repeating: 0xFF, count: 2049), [UInt8](repeating: 0xFF, count: 1 << 20),
        ]
        for bad in bad {
            #expect(PublicKey(rsaModulus: bad, exponent: [1, 0, 1]) == nil, "\(bad.count) bytes")
        }
    }

    @Test("a point that is not on the curve, at infinity, or of another length makes no key")
    func point() {
        let (x, y) = PublishedSignature.point
        #expect(PublicKey(curve: .p256, x: x, y: y) != nil)
        #expect(PublicKey(curve: .p256, x: y, y: x) == nil)
        #expect(
            PublicKey(curve: .p256, x: [UInt8](repeating: 0, count: 32), y: [UInt8](repeating: 0, count: 32)) == nil
        )
        #expect(PublicKey(curve: .p256, x: x, y: []) == nil)
        #expect(PublicKey(curve: .p256, x: Array(x.dropLast()), y: x.suffix(1) + y) == nil)
        #expect(PublicKey(curve: .p256, x: [0] + x, y: [0] + y) == nil)
        #expect(PublicKey(curve: .p384, x: x, y: y) == nil)
        #expect(PublicKey(curve: .p384, x: pad(x, 48), y: pad(y, 48)) == nil)
    }

    @Test("an Ed25519 key has 32 bytes", arguments: [0, 31, 33, 64])
    func ed25519(count: Int) {
        #expect(PublicKey(ed25519: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test("one key verifies for many at once")
    func concurrent() async throws {
        for published in PublishedSignature.all {
            let key = try #require(published.key)
            await withTaskGroup { group in
                for number in 0..<200 {
                    group.addTask {
                        let message = number.isMultiple(of: 2) ? published.message : [0]
                        let isValid = key.isValidSignature(published.signature, for: message, scheme: published.scheme)
                        #expect(isValid == number.isMultiple(of: 2))
                    }
                }
                await group.waitForAll()
            }
        }
    }

    private static let schemes: [SignatureScheme] =
        [.sha256, .sha384, .sha512].flatMap { hash in
            [.rsaPKCS1(hash), .rsaPSS(hash)] + [.p256, .p384, .p521].map { .ecdsa($0, hash) }
        } + [.ed25519]

    /// The kind of key that a scheme is for.
    private static func kind(_ scheme: SignatureScheme) -> String {
        switch scheme {
        case .rsaPKCS1, .rsaPSS: "RSA"
        case .ecdsa(let curve, _): curve.rawValue
        case .ed25519: "Ed25519"
        }
    }

    private func pad(_ number: [UInt8], _ count: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: count - number.count) + number
    }
}
