import Testing

@testable import RAG

@Suite("Encodings of texts")
struct EncodingTests {
    private static let texts = [
        "Grüße, “quotes” — €5\n", "plain\n", "x", "日本語のテキスト🙂\n", "Ж", "", "line\u{2028}separator\n\n\tend",
    ]

    private func utf16(_ text: String, isLittle: Bool) -> [UInt8] {
        text.utf16.flatMap { isLittle ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    @Test("UTF-8 and marked UTF-16 come back as they were written", arguments: texts)
    func marked(text: String) throws {
        for bytes in [
            Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + utf16(text, isLittle: true),
            [0xFE, 0xFF] + utf16(text, isLittle: false),
        ] {
            let decoded = try DecodedText(bytes)
            #expect(decoded.text == text)
            #expect(decoded.notes.isEmpty)
        }
    }

    @Test(
        "UTF-16 without a mark is recognised in Western text, and told",
        arguments: ["Grüße, “quotes” — €5\n", "plain", "ab"]
    )
    func unmarked(text: String) throws {
        for isLittle in [true, false] {
            let decoded = try DecodedText(utf16(text, isLittle: isLittle))
            #expect(decoded.text == text)
            #expect(decoded.encoding == (isLittle ? .utf16LittleEndian : .utf16BigEndian))
            #expect(decoded.notes.count == 1)
        }
    }

    @Test("bytes that are no UTF-8 are taken for Windows-1252, and that is told")
    func windows1252() throws {
        let decoded = try DecodedText([0x47, 0x72, 0xFC, 0xDF, 0x65, 0x20, 0x80, 0x35, 0x20, 0x93, 0x94, 0x81])
        #expect(decoded.text == "Grüße €5 “”\u{81}")
        #expect(decoded.encoding == .windows1252)
        #expect(decoded.notes == ["It is no UTF-8 and was taken for Windows-1252 (Latin-1)."])
        // Every byte of Latin-1 that is a letter or mark.
        let all = (0xA0...0xFF).map { UInt8($0) }
        #expect(try DecodedText(all).text.unicodeScalars.map { UInt8($0.value) } == all)
    }

    @Test("every byte has its own meaning in Windows-1252, as Python has it")
    func table() async throws {
        let script =
            "out.write(bytes(b for b in range(256) if b not in (0x81,0x8d,0x8f,0x90,0x9d)).decode('cp1252').encode())"
        let judge = String(decoding: try await SampleDocument.python(script), as: UTF8.self)
        let bytes = (0...255).map { UInt8($0) }.filter { ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }
        #expect(TextEncoding.windows1252.repairing(bytes[...]).unicodeScalars.elementsEqual(judge.unicodeScalars))
    }

    @Test("a text that breaks its own mark is repaired, and that is told")
    func broken() throws {
        for bytes: [UInt8] in [
            [0xEF, 0xBB, 0xBF, 0x61, 0xFF], [0xFF, 0xFE, 0x61, 0, 0, 0xD8], [0xFE, 0xFF, 0, 0x61, 0],
        ] {
            let decoded = try DecodedText(bytes)
            #expect(decoded.text.hasPrefix("a"))
            #expect(decoded.notes.count == 1)
        }
    }

    @Test("NULs become a space for each run of them, and go at the end")
    func nul() throws {
        let text = "one\0\0\0two" + String(repeating: " words", count: 30) + "\0\0"
        #expect(try DecodedText(Array(text.utf8)).text == "one two" + String(repeating: " words", count: 30))
        // A log whose file was to grow.
        let log = Array("12:00 started\n".utf8) + [UInt8](repeating: 0, count: 5000)
        #expect(try DecodedText(log).text == "12:00 started\n")
        let marked: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0, 0, 0x62, 0]
        #expect(try DecodedText(marked).text == "a b")
    }

    @Test("no sequence of bytes crashes", arguments: 0..<200)
    func anything(seed: UInt64) {
        var generator = Generator(state: seed)
        let alphabet: [UInt8] = [
            0, 0x0A, 0x0D, 0x61, 0xFF, 0xFE, 0xEF, 0xBB, 0xBF, 0xD8, 0x50, 0x4B, 0x03, 0x04, 0x7F, 0xC3,
        ]
        let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
            alphabet.randomElement(using: &generator) ?? 0
        }
        let text = try? DecodedText(bytes).text
        #expect(text?.utf8.contains(0) != true)
        #expect(text?.utf8.contains(0x0D) != true)
        _ = Format(content: bytes)
        _ = try? ZipDirectory(bytes)
        _ = MarkdownTitle.find(in: text ?? "")
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
