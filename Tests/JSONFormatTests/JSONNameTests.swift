import Testing

@testable import JSONFormat

@Suite("Names and texts are bytes")
struct JSONNameTests {
    /// Pairs that Unicode calls canonically equivalent.
    static let equivalents = [
        ("caf\u{E9}", "cafe\u{301}"), ("\u{212B}", "\u{C5}"), ("K", "\u{212A}"), ("a\u{301}\u{323}", "a\u{323}\u{301}"),
        ("\u{AC00}", "\u{1100}\u{1161}"),
    ]

    @Test("an object holds both of two names that Unicode calls equivalent", arguments: equivalents)
    func names(one: String, other: String) throws {
        let text = "{\"\(one)\":1,\"\(other)\":2,\"\(one)\":3}"
        let value = try JSON(parsing: text)
        #expect(value[one] == 3)
        #expect(value[other] == 2)
        #expect(value.serialized() == Array("{\"\(one)\":3,\"\(other)\":2}".utf8))
        var members = try #require(value.objectValue)
        members[one] = nil
        #expect(members.map { Array($0.key.utf8) } == [Array(other.utf8)])
    }

    @Test("texts and names that Unicode calls equivalent are not equal", arguments: equivalents)
    func equality(one: String, other: String) {
        #expect(JSON.string(one) != .string(other))
        #expect(JSON.array([.string(one)]) != .array([.string(other)]))
        #expect(JSON.object([one: 1]) != .object([other: 1]))
        #expect(JSON.object(["a": .string(one)]) != .object(["a": .string(other)]))
        #expect(Set([JSON.string(one), .string(other), .object([one: 1]), .object([other: 1])]).count == 4)
    }
}
