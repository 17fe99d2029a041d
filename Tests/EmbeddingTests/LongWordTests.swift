import Testing

@testable import Embedding

@Suite("Words that are too long for the model")
struct LongWordTests {
    private let tokenizer: WordPieceTokenizer

    init() throws {
        tokenizer = try WordPieceTokenizer(folder: TestModel.folder)
    }

    /// Runs of more than 100 letters without a space.
    static let runs = [
        "Base64": String(repeating: "VGhlIHF1aWNrIGJyb3duIGZveA0KanVtcHM", count: 5),
        "Thai": String(repeating: "\u{E19}\u{E32}\u{E22}\u{E01}\u{E23}\u{E31}\u{E10}\u{E21}\u{E19}", count: 15),
        "Hangul": String(repeating: "\u{D55C}\u{AD6D}\u{C5B4}", count: 40),
        "a word and its accents": String(repeating: "\u{E9}a\u{300}", count: 60),
        "letters and what the vocabulary lacks": String(repeating: "river\u{1F600}", count: 30),
    ]

    @Test("a run is one unknown token to the reference, and here is spelled", arguments: runs.keys.sorted())
    func broken(name: String) throws {
        let run = try #require(Self.runs[name])
        #expect(tokenizer.encode(run).ids == [tokenizer.unknown])
        let tokens = tokenizer.encodeBreakingLongWords("see \(run) there")
        #expect(tokens.ids.first == tokenizer.encode("see").ids[0])
        #expect(tokens.ids.last == tokenizer.encode("there").ids[0])
        #expect(tokens.ids.count { $0 != tokenizer.unknown } > 10)
        #expect(tokens.longWords.isEmpty)
        // The letters of one syllable of Hangul are one character in the text.
        #expect(tokens.utf8Ranges.map(\.lowerBound) == tokens.utf8Ranges.map(\.lowerBound).sorted())
        #expect(tokens.utf8Ranges.allSatisfy { !$0.isEmpty })
    }

    @Test("a hundred letters are spelled as the reference does, and one more is broken after them")
    func edge() {
        let hundred = String(repeating: "ab", count: 50)
        #expect(tokenizer.encodeBreakingLongWords(hundred).ids == tokenizer.encode(hundred).ids)
        #expect(tokenizer.encodeBreakingLongWords(hundred + "c").ids == tokenizer.encode(hundred + " c").ids)
    }

    @Test("what the vocabulary lacks altogether stays one token, however long")
    func unknown() {
        let run = String(repeating: "\u{1F600}", count: 5000)
        #expect(tokenizer.encodeBreakingLongWords(run).ids == [tokenizer.unknown])
    }

    @Test("every text of the reference without such a run has the tokens of the reference")
    func reference() throws {
        for line in try GoldenVectorTests.lines() {
            let tokens = tokenizer.encode(line.text)
            guard tokens.longWords.isEmpty else { continue }
            let broken = tokenizer.encodeBreakingLongWords(line.text)
            #expect(broken.ids == tokens.ids && broken.utf8Ranges == tokens.utf8Ranges)
        }
    }
}
