import Cryptography
import Testing

@Suite("Base64 for URLs")
struct Base64URLTests {
    @Test(
        "agrees with RFC 4648, section 10, without padding",
        arguments: zip(
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
            ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"]
        )
    )
    func vectors(plain: String, encoded: String) {
        #expect(Base64URL.encode(plain.utf8) == encoded)
        #expect(Base64URL.decode(encoded.utf8) == Array(plain.utf8))
    }

    @Test("every byte comes back, in characters that URLs allow")
    func allBytes() {
        for count in 0...3 {
            for byte in UInt8.min...UInt8.max {
                let bytes = [UInt8](repeating: byte, count: count)
                #expect(Base64URL.decode(Base64URL.encode(bytes).utf8) == bytes)
            }
        }
        #expect(Base64URL.encode([0xFB, 0xFF, 0xBF]) == "-_-_")
    }

    @Test(
        "what could be written otherwise is refused",
        arguments: ["Zg==", "Zh", "Zm9", "Z", "+/+/", "Zg ", " Zg", "Z\ng", "é"]
    )
    func strict(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}
