import Testing

@testable import Retrieval

@Suite("The sentences around a passage")
struct PassageContextTests {
    @Test(
        "are whole, as far as they are not longer than what is looked at",
        arguments: [
            ("nd of one. Two is here. ", false, "Two is here. "),
            ("One. Two is here. ", true, "One. Two is here. "),
            ("end\nA line\n", false, "A line\n"),
            ("he said \"no.\" Then he went. ", false, "Then he went. "),
            ("一つ。二つ。", false, "二つ。"),
            ("ithout an end of a sentence ", false, " an end of a sentence "),
            ("nothingbutletters", false, "nothingbutletters"),
            ("costs 3.50 a piece and ", false, " 3.50 a piece and "),
            ("", true, ""),
        ]
    )
    func before(_ text: String, isStart: Bool, expected: String) {
        #expect(PassageContext(before: text, isStart: isStart, after: "", isEnd: true).before == expected)
    }

    @Test(
        "end with a sentence, a line or at least a word",
        arguments: [
            ("Three comes. Four is cut", false, "Three comes. "),
            ("Three comes. Four ends", true, "Three comes. Four ends"),
            ("without an end", false, "without an"),
            ("nothingbutletters", false, "nothingbutletters"),
        ]
    )
    func after(_ text: String, isEnd: Bool, expected: String) {
        #expect(PassageContext(before: "", isStart: true, after: text, isEnd: isEnd).after == expected)
    }
}
