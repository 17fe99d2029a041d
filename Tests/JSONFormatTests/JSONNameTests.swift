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

    /// Names that would all become one if what is invalid in them were replaced.
    static let invalidNames = [
        Array(#"\ud800"#.utf8), Array(#"\udfff"#.utf8), Array(#"a\uDC00b"#.utf8), Array(#"\ud800\ud800\udc00"#.utf8),
        Array(#"\ud83d\u0041"#.utf8), Array(#"\n\udbff"#.utf8), [0xFF], [0xFE], [0xC3], [0xC0, 0x80],
        [0xED, 0xA0, 0x80], [0xE2, 0x82], [0x61, 0xF0, 0x9F, 0x98], Array(#"\n"#.utf8) + [0x80],
    ]

    @Test("a name that is not valid Unicode is refused, and named", arguments: invalidNames)
    func invalidName(name: [UInt8]) throws {
        for (before, after) in [("{", "}"), (#"{"a":1,"#, "}"), (#"[{"a":{"#, #","b":2}}]"#)] {
            let text = Array("\(before)\"".utf8) + name + Array("\":1\(after)".utf8)
            for limits in [JSONLimits.message, .stored] {
                let error = try #require(throws: JSONSyntaxError.self) { try JSON(parsing: text, within: limits) }
                #expect(error.offset == before.utf8.count)
                #expect(error.description.contains("\"\(String(decoding: name, as: UTF8.self))\""))
            }
        }
    }

    @Test("of a long name that is not valid Unicode, an error shows the start")
    func longInvalidName() throws {
        let text = #"{"\ud800"# + String(repeating: "é", count: 100_000) + #"":1}"#
        let error = try #require(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
        #expect(error.description.contains(#"\ud800é"#))
        #expect(error.description.utf8.count < 400)
    }

    @Test("a name may hold pairs of surrogates, and U+FFFD itself")
    func validNames() throws {
        let value = try JSON(parsing: #"{"\ud83d\ude00":1,"\ufffd":2,"\uFFFDx":3}"#)
        #expect(value == ["\u{1F600}": 1, "\u{FFFD}": 2, "\u{FFFD}x": 3])
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
