import Testing

@testable import RAG

@Suite("Marks in what a model has written")
struct CitedTextTests {
    private func sentences(_ text: String, prefix: String = "", count: Int = 9) -> [CitedSentence] {
        CitedText(text, marks: CitationMarks(prefix: prefix), count: count).sentences
    }

    @Test("a mark belongs to the sentence that it stands in, or after")
    func places() {
        #expect(
            sentences("It is hot [1]. It is cold. [2][3] It is [1] mild.") == [
                CitedSentence(text: "It is hot.", passages: [1]), CitedSentence(text: "It is cold.", passages: [2, 3]),
                CitedSentence(text: "It is mild.", passages: [1]),
            ]
        )
    }

    @Test("several numbers may be in one mark, with its prefix or without")
    func several() {
        #expect(sentences("It is hot [S1, S2, 3].", prefix: "S").map(\.passages) == [[1, 2, 3]])
    }

    @Test("what is no mark stays in the text")
    func others() {
        let text = "See [note] and [10] and [x1], and [ ]."
        #expect(sentences(text) == [CitedSentence(text: text, passages: [])])
    }

    @Test("a sentence is taken out wherever it stands alone, and stays as a part of another")
    func without() {
        let text = "It is hot [1]. **They do not say.** They do not say [2]! They do not say. They do not say how."
        let left = CitedText(text, marks: CitationMarks(prefix: ""), count: 9).without("They do not say.").sentences
        #expect(left.map(\.text) == ["It is hot.", "They do not say how."])
        #expect(CitedText("", marks: CitationMarks(prefix: ""), count: 9).without("Yes.").sentences.isEmpty)
    }

    @Test("hostile texts are read, too")
    func hostile() {
        for piece in ["[", "]", "[1", "[1]", "[[[1]]]", "[,]", "[1,", "\u{0}[1]\u{0}", "。[1]"] {
            _ = sentences(String(repeating: piece, count: 10_000))
        }
        #expect(sentences("").isEmpty)
    }

    @Test("marks are of a kind that no passage imitates")
    func besides() {
        #expect(CitationMarks(besides: ["plain"])[1] == "[1]")
        #expect(CitationMarks(besides: ["as in [12]"])[1] == "[S1]")
        let all = ["[1]", "[S1]", "[SRC1]", "[PASSAGE1]"]
        let marks = CitationMarks(besides: all)
        #expect(!all.contains { $0.contains(marks.prefix) } || marks.prefix.hasPrefix("P"))
        #expect(marks[1] != CitationMarks(besides: all)[1])
    }
}
