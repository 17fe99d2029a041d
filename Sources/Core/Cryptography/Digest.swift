import CLibcrypto
import Text

/// A hash or an authentication code.
package struct Digest: Sendable, Equatable {
    package let bytes: [UInt8]

    package init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// Its bytes as hexadecimal digits, as `sha256sum` prints them.
    package var hex: String {
        bytes.map { $0.hexadecimal() }.joined()
    }

    /// Compares in constant time, so that nobody can find a secret digest byte by byte.
    package static func == (a: Digest, b: Digest) -> Bool {
        unsafe a.bytes.count == b.bytes.count && CRYPTO_memcmp(a.bytes, b.bytes, a.bytes.count) == 0
    }
}
