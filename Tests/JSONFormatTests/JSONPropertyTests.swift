import TestSupport
import Testing

@testable import JSONFormat

@Suite("Properties of JSON")
struct JSONPropertyTests {
    private static let corpus: [[UInt8]] = [
        #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{}}}"#,
        #"{"text":"é \u00e9 \ud83d\ude00 \\ \"x\"","n":[1,-2.5e3,true,null]}"#, #"[[[[[["x"]]]]],{},[],""]"#,
        #"{ "a" : [ 0 , -0 , 1.0 , 9007199254740993 , 1e-7 ] , "" : false }"#,
    ].map { Array($0.utf8) }

    private static func value(_ random: inout SeededGenerator, depth: Int = 0) -> JSON {
        switch Int.random(in: 0..<(depth < 5 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .int(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random))
        case 3:
            let value = Double(bitPattern: random.next())
            return .double(value.isFinite ? value : 0.1)
        case 4, 5: return .string(text(&random))
        case 6:
            return .array((0..<Int.random(in: 0..<6, using: &random)).map { _ in value(&random, depth: depth + 1) })
        default:
            var members = JSONObject()
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                members[text(&random)] = value(&random, depth: depth + 1)
            }
            return .object(members)
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<20, using: &random) {
            let top: UInt32 = [0x20, 0x7F, 0x7FF, 0xFFFF, 0x10FFFF].randomElement(using: &random) ?? 0
            text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 0...top, using: &random)) ?? "\"")
        }
        return text
    }

    @Test("every value reads back as it was written, to the last bit of a double")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<5000 {
            let value = Self.value(&random)
            let written = value.serialized()
            #expect(!written.contains { $0 < 0x20 })
            #expect(try JSON(parsing: written) == value)
        }
    }

    @Test("doubles are parsed as the standard library parses them")
    func doubles() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let digits = String(random.next() >> UInt64.random(in: 0..<64, using: &random))
            let text = "\(digits).\(random.next() % 1000)e\(Int.random(in: -330...280, using: &random))"
            let expected = try #require(Double(text))
            switch try JSON(parsing: text) {
            case .number(let number): #expect(number.approximation == expected && number.text == text)
            case let value: #expect(value == .double(expected), "\(text)")
            }
        }
    }

    @Test("mutated text is a value or an error, and a value reads back")
    func mutations() throws {
        var mutator = Mutator(seed: 3)
        for _ in 0..<20_000 {
            guard let value = try? JSON(parsing: mutator.mutation(of: Self.corpus)) else { continue }
            #expect(try JSON(parsing: value.serialized()) == value)
        }
    }

    @Test("every prefix of a text is refused")
    func prefixes() {
        for text in Self.corpus {
            for length in text.indices {
                #expect(throws: JSONSyntaxError.self) { try JSON(parsing: Array(text[..<length])) }
            }
        }
    }

    @Test("nesting up to the bound is parsed and one more is refused, however much follows")
    func depth() throws {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let deepest = String(repeating: open, count: 512) + "1" + String(repeating: close, count: 512)
            #expect(try JSON(parsing: deepest).description == deepest)
            #expect(throws: JSONSyntaxError.self) { try JSON(parsing: open + deepest + close) }
            #expect(throws: JSONSyntaxError.self) { try JSON(parsing: String(repeating: open, count: 1_000_000)) }
        }
    }

    static let invalidText: [([UInt8], String)] = [
        ([0x80], "\u{FFFD}"), ([0xFF], "\u{FFFD}"), ([0xC3], "\u{FFFD}"), ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
        ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ([0xE2, 0x82], "\u{FFFD}"), ([0xF0, 0x9F, 0x98], "\u{FFFD}"), ([0x61, 0xE2, 0x28, 0xA1], "a\u{FFFD}(\u{FFFD}"),
    ]

    @Test("invalid UTF-8 becomes U+FFFD, in plain strings and next to escapes", arguments: invalidText)
    func invalidUTF8(bytes: [UInt8], text: String) throws {
        let quote = [UInt8(ascii: "\"")]
        #expect(try JSON(parsing: quote + bytes + quote) == .string(text))
        #expect(try JSON(parsing: quote + Array("\\n".utf8) + bytes + quote) == .string("\n" + text))
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: bytes) }
    }
}
