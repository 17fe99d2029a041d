import Embedding
import TestSupport
import Testing

@Suite("What holds for the tokens of any text")
struct TokenizerPropertyTests {
    private let tokenizer: WordPieceTokenizer
    private let texts: [String]

    init() throws {
        tokenizer = try WordPieceTokenizer(folder: TokenizerGolden.folder + "/variants/uncased")
        texts = try TokenizerGolden.read("variants/uncased/golden.jsonl").map(\.input)
    }

    @Test("two texts with a space between have the tokens of each in turn")
    func concatenation() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let (first, second) = (texts.randomElement(using: &random) ?? "", texts.randomElement(using: &random) ?? "")
            let joined = tokenizer.encode(first + " " + second).ids
            #expect(joined == tokenizer.encode(first).ids + tokenizer.encode(second).ids, "\(first) | \(second)")
        }
    }

    @Test("the range of a token lies in the text between scalars, and words follow one another")
    func ranges() {
        for text in texts {
            let tokens = tokenizer.encode(text)
            let bytes = Array(text.utf8) + [0]
            var wordStart = 0
            #expect(tokens.ids.count == tokens.utf8Ranges.count)
            for (place, range) in tokens.utf8Ranges.enumerated() {
                #expect(range.upperBound <= text.utf8.count && !range.isEmpty, "\(text)")
                #expect(bytes[range.lowerBound] & 0xc0 != 0x80 && bytes[range.upperBound] & 0xc0 != 0x80, "\(text)")
                if tokens.mayCutBefore[place] {
                    #expect(range.lowerBound >= wordStart, "\(text)")
                    wordStart = range.lowerBound
                }
            }
        }
    }

    @Test(
        "a text cut where it may be cut has the same tokens",
        arguments: ["uncased", "uncleaned", "added", "added-cased"]
    )
    func cuts(_ variant: String) throws {
        let tokenizer = try WordPieceTokenizer(folder: TokenizerGolden.folder + "/variants/" + variant)
        for text in try TokenizerGolden.read("variants/\(variant)/golden.jsonl").map(\.input) {
            let whole = tokenizer.encode(text)
            for place in whole.ids.indices where whole.mayCutBefore[place] {
                let cut = text.utf8.index(text.startIndex, offsetBy: whole.utf8Ranges[place].lowerBound)
                let parts = tokenizer.encode(String(text[..<cut])).ids + tokenizer.encode(String(text[cut...])).ids
                #expect(parts == whole.ids, "\(text) cut before token \(place)")
            }
        }
    }

    @Test("a token of ASCII letters stands for exactly those letters")
    func wordsInPlace() {
        let tokens = tokenizer.encode("The  Caf\u{e9}\tFoobar, unaffable!")
        #expect(
            tokens.utf8Ranges == [0..<3, 5..<10, 11..<17, 17..<18, 19..<21, 21..<24, 24..<28, 28..<29]
        )
    }
}
