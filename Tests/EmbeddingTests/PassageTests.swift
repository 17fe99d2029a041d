import Embedding
import TestSupport
import Testing

@Suite("Long texts are divided into passages that fit the window")
struct PassageTests {
    private let tokenizer: WordPieceTokenizer

    init() throws {
        tokenizer = try WordPieceTokenizer(folder: TokenizerGolden.folder + "/variants/uncased")
    }

    private func words(_ range: Range<Int>, of word: String = "cat") -> String {
        range.map { _ in word }.joined(separator: " ")
    }

    @Test("a text that fits is one passage, white space around it and all")
    func fits() {
        let text = "\n " + words(0..<254) + "  "
        let passages = PassageSplitter(tokenizer: tokenizer).passages(of: text)
        #expect(passages.map(\.text) == [text])
        #expect(passages.map(\.utf8Range) == [0..<text.utf8.count])
        #expect(passages[0].tokens.count == 254)
    }

    @Test("one token too many makes a second passage")
    func oneTooMany() {
        #expect(PassageSplitter(tokenizer: tokenizer).passages(of: words(0..<255)).count == 2)
    }

    @Test("a text without tokens is one passage", arguments: ["", " \n\t", "\u{301}\u{200d}\u{0}"])
    func nothing(text: String) {
        let passages = PassageSplitter(tokenizer: tokenizer).passages(of: text)
        #expect(passages.map(\.text) == [text])
        #expect(passages[0].tokens.isEmpty)
    }

    @Test(
        "a passage ends where a paragraph ends, else a sentence, else a line, else a word",
        arguments: [
            ("\n\n", ". The ", "\n", "\n\n"), (" \r\n\r\n", "! ", " ", " \r\n\r\n"),
            (" ", ".\u{201d} The ", "\n", ".\u{201d} "),
            (" ", "。", "\n", "。"), (" ", " ", "\n", "\n"), (" ", " ", " ", " "),
            // A point in a number or before a small letter ends no sentence.
            (".cat ", ". cat ", "\n", "\n"), ("\u{2029}", ".)\n", "\n", "\u{2029}"),
        ]
    )
    func breaks(first: String, second: String, third: String, best: String) throws {
        let text =
            words(0..<150) + first + words(0..<30) + second + words(0..<30) + third + words(0..<30)
            + " and " + words(0..<100)
        let passages = PassageSplitter(tokenizer: tokenizer).passages(of: text)
        let expected = best == " " ? nil : text.range(ofFirst: best)
        let end = try #require(passages.first).text
        if let expected {
            #expect(end.utf8.count == expected)
        } else {
            #expect(passages[0].tokens.count == 254)
        }
    }

    @Test("every phrase at a seam is whole in one passage")
    func seams() {
        let numbered = (0..<2000).map { "w\($0)" }
        let passages = PassageSplitter(tokenizer: tokenizer).passages(of: numbered.joined(separator: " "))
        #expect(passages.count > 20)
        let whole = passages.map { " " + $0.text + " " }
        for start in 0..<numbered.count - 3 {
            let phrase = numbered[start..<start + 3].joined(separator: " ")
            #expect(whole.contains { $0.contains(" " + phrase) || $0.contains(phrase + " ") }, "\(phrase)")
        }
    }

    @Test("any text is covered by slices that tokenize as they did in the whole", arguments: [256, 64, 24, 3])
    func invariants(window: Int) throws {
        let texts = try TokenizerGolden.read("variants/uncased/golden.jsonl").map(\.input)
        let splitter = PassageSplitter(tokenizer: tokenizer, window: window)
        var random = SeededGenerator(seed: UInt64(window))
        for _ in 0..<40 {
            let text = (0..<Int.random(in: 1...60, using: &random)).reduce(into: "") { text, _ in
                text += texts.randomElement(using: &random) ?? ""
                text += ["", " ", ". ", "\n", "\n\n", ".\n"].randomElement(using: &random) ?? ""
            }
            check(splitter.passages(of: text), of: text, window: window)
        }
    }

    @Test("a word longer than the window is cut between its characters and loses nothing")
    func longWord() {
        let text = "the " + String(repeating: "\u{e9}q", count: 45) + " cat"
        let passages = PassageSplitter(tokenizer: tokenizer, window: 18).passages(of: text)
        #expect(passages.count >= 6)
        check(passages, of: text, window: 18)
    }

    @Test("megabytes without a space, or of nothing but breaks, are divided")
    func large() {
        let splitter = PassageSplitter(tokenizer: tokenizer)
        let letters = String(repeating: "a", count: 500_000)
        let passages = splitter.passages(of: letters)
        #expect(passages.count > 1)
        #expect(passages.map(\.text).joined() == letters)
        #expect(splitter.passages(of: String(repeating: "\u{1F600}", count: 1_000_000)).count == 1)
        let marks = String(repeating: ".\n\n", count: 100_000)
        check(splitter.passages(of: marks), of: marks, window: 256, slices: 20)
    }

    private func check(_ passages: [Passage], of text: String, window: Int, slices: Int = .max) {
        let whole = tokenizer.encodeBreakingLongWords(text)
        let bytes = Array(text.utf8)
        #expect(passages.first?.utf8Range.lowerBound == 0)
        #expect(passages.last?.utf8Range.upperBound == bytes.count)
        for (one, next) in zip(passages, passages.dropFirst()) {
            #expect(next.utf8Range.lowerBound <= one.utf8Range.upperBound, "a gap in \(text.debugDescription)")
            #expect(next.utf8Range.lowerBound > one.utf8Range.lowerBound || one.tokens.count <= 1)
        }
        var place = 0
        for passage in passages {
            #expect(passage.tokens.count <= window - 2)
            #expect(Array(passage.text.utf8) == Array(bytes[passage.utf8Range]))
            // The tokens are a stretch of the whole text's, which goes on where the last one ended or before.
            let first = (0...place).last { whole.ids[$0...].starts(with: passage.tokens) }
            #expect(first != nil, "\(passage.text.debugDescription)")
            place = (first ?? 0) + passage.tokens.count
        }
        #expect(place == whole.ids.count)
        for passage in passages.prefix(slices) where isWhole(passage, in: whole) {
            #expect(
                tokenizer.encodeBreakingLongWords(passage.text).ids == passage.tokens,
                "\(passage.text.debugDescription)"
            )
        }
    }

    /// False for a passage that begins or ends within a word longer than the window.
    private func isWhole(_ passage: Passage, in whole: TokenizedText) -> Bool {
        let cuts = whole.ids.indices.filter { !whole.mayCutBefore[$0] }.map { whole.utf8Ranges[$0].lowerBound }
        return !cuts.contains { $0 == passage.utf8Range.lowerBound || $0 == passage.utf8Range.upperBound }
    }
}

extension String {
    /// The UTF-8 offset at which the first such part ends.
    fileprivate func range(ofFirst part: String) -> Int? {
        let (bytes, part) = (Array(utf8), Array(part.utf8))
        return bytes.indices.first { bytes[$0...].starts(with: part) }.map { $0 + part.count }
    }
}
