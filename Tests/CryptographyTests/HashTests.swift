import Cryptography
import Testing

@Suite("Hashes and authentication codes")
struct HashTests {
    @Test(
        "SHA-2 agrees with FIPS 180-4",
        arguments: [
            (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                .sha384, "abc",
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
            ),
            (
                .sha512, "abc",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
        ] as [(HashFunction, String, String)]
    )
    func hash(function: HashFunction, text: String, digest: String) {
        #expect(function.hash(Array(text.utf8)) == Digest(bytes(digest)))
    }

    @Test(
        "HMAC-SHA-256 agrees with RFC 4231",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131),
                Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ]
    )
    func authenticationCode(key: [UInt8], message: [UInt8], code: String) {
        #expect(MessageAuthentication(key: key).code(for: message) == Digest(bytes(code)))
    }

    @Test("an empty key and an empty message have a code, too")
    func empty() {
        let code = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(MessageAuthentication(key: []).code(for: []) == Digest(bytes(code)))
    }

    @Test("digests are equal byte by byte, and only at one length")
    func equality() {
        let digest = HashFunction.sha256.hash([1, 2, 3])
        for index in digest.bytes.indices {
            var other = digest.bytes
            other[index] ^= 1
            #expect(digest != Digest(other))
        }
        #expect(digest != Digest(digest.bytes.dropLast()))
        #expect(digest != Digest([]))
        #expect(digest == Digest(digest.bytes))
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        stride(from: 0, to: hexadecimal.count, by: 2).map { offset in
            let start = hexadecimal.index(hexadecimal.startIndex, offsetBy: offset)
            return UInt8(hexadecimal[start...].prefix(2), radix: 16) ?? 0
        }
    }
}
