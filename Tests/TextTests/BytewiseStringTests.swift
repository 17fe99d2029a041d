import Testing
import Text

@Suite("Texts compared by their bytes")
struct BytewiseStringTests {
    /// Pairs that Unicode calls canonically equivalent.
    static let equivalents = [
        ("caf\u{E9}", "cafe\u{301}"), ("\u{212B}", "\u{C5}"), ("\u{2126}", "\u{3A9}"), ("K", "\u{212A}"),
        (";", "\u{37E}"), ("a\u{301}\u{323}", "a\u{323}\u{301}"), ("\u{AC00}", "\u{1100}\u{1161}"),
        ("\u{FB1D}", "\u{5D9}\u{5B4}"),
    ]

    @Test("texts of other bytes are not equal, though Swift's own strings are", arguments: equivalents)
    func different(one: String, other: String) {
        #expect(one == other)
        #expect(BytewiseString(one) != BytewiseString(other))
        #expect(Set([BytewiseString(one), BytewiseString(other)]).count == 2)
        #expect((BytewiseString(one) < BytewiseString(other)) != (BytewiseString(other) < BytewiseString(one)))
    }

    @Test("texts of the same bytes are equal, wherever they come from", arguments: ["", "a", "caf\u{E9}", "😀\u{0}x"])
    func same(text: String) {
        let copy = String((text + text + "end").prefix(text.count))
        #expect(BytewiseString(text) == BytewiseString(copy))
        #expect(BytewiseString(text).hashValue == BytewiseString(copy).hashValue)
    }

    @Test("the order is that of the scalars")
    func order() {
        let sorted: [BytewiseString] = ["", "A", "K", "a", "e\u{301}", "z", "\u{E9}", "\u{212A}", "\u{FB1D}", "😀"]
        #expect(Array(sorted.reversed()).sorted() == sorted)
    }
}
