import TestSupport
import Testing

@testable import RAG

@Suite("What holds of the chunks of any text")
struct ChunkerPropertyTests {
    private static let pieces = [
        "# ", "## ", "a", "word ", "Long sentence here. ", "\n", "\n\n", "\r\n", "\r", "| a | b |", "|---|---|", "- ",
        "1. ",
        "```", "~~~", "    ", "\t", "{", "}", "[", "]", "\"", ",", ":", "\\", "===", "---", "é", "👩‍👩‍👧", "。", "中文",
        "\u{0C}",
        "\u{301}", "“Quote.” ", "e.g. ", "Dr. ", ">", "<!-- x -->", "x\u{0}y", "123.4", "!", "? ",
    ]

    @Test("they cover what can be seen, in order, without overlap, and fit", arguments: TextStructure.allCases)
    func covered(_ structure: TextStructure) async throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<150 {
            let count = Int.random(in: 0...200, using: &generator)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator)! }.joined()
            let cut = try await chunks(text, structure)
            let scalars = Array(text.unicodeScalars)
            var end = 0
            for chunk in cut {
                let (start, stop) = (Int(chunk.range.lowerBound), Int(chunk.range.upperBound))
                #expect(start >= end && stop > start, "\(text.debugDescription)")
                #expect(scalars[end..<start].allSatisfy(Self.isUnseen), "\(text.debugDescription)")
                let body = slice(text, chunk.range)
                let header = chunk.header.map { slice(text, $0) + "\n" } ?? ""
                #expect(Array(chunk.text.unicodeScalars) == Array((header + body).unicodeScalars))
                #expect(words(chunk.text) <= 20 || body.utf8.count <= 16, "\(chunk.text.debugDescription)")
                end = stop
            }
            #expect(scalars[end...].allSatisfy(Self.isUnseen), "\(text.debugDescription)")
        }
    }

    @Test("the same text gives the same chunks")
    func steady() async throws {
        for structure in TextStructure.allCases {
            let first = try await chunks(handbook, structure)
            let second = try await chunks(handbook, structure)
            #expect(first == second)
        }
    }

    @Test("hostile texts are cut, too", arguments: TextStructure.allCases)
    func hostile(_ structure: TextStructure) async throws {
        let texts = ["a", "# ", "|", "`", "[", "- ", ">", "\"", "\r", "\u{0}", "\u{301}", "{\"a\":", "中", "a.b ", "\n"]
            .map { String(repeating: $0, count: 100_000) }
        for text in texts {
            let cut = try await chunks(text, structure, tokens: 200)
            #expect(cut.allSatisfy { !$0.text.isEmpty })
        }
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0 || scalar.value == 0x20 || (9...13).contains(scalar.value)
    }
}
