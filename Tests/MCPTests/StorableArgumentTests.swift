import Testing

@testable import JSONFormat
@testable import MCP

@Suite("What arguments hold that cannot be stored, or not told apart")
struct StorableArgumentTests {
    private struct Input: ToolInput {
        @Argument("Facts.") var metadata: JSONObject?
        @Argument("Anything.") var value: JSON?
        @Argument("Parts.") var parts: [Part]?
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    private struct Part: ToolInput {
        @Argument("Facts.") var facts: JSONObject?
    }

    private func refusal(_ text: String) throws -> String? {
        do {
            _ = try decode(Input.self, text)
            return nil
        } catch let error as ToolError {
            return error.description
        }
    }

    /// Numbers, with how many digits behind the point they have.
    static let tooFine = [
        ("1e-16384", 16_384), ("1.5e-16383", 16_384), ("1e-20000", 20_000), ("-2E-20000", 20_000),
        ("0." + String(repeating: "1", count: 20_000), 20_000), ("0." + String(repeating: "1", count: 16_384), 16_384),
        ("0.1234567890123456789" + String(repeating: "0", count: 16_365), 16_384),
        ("12345678901234567890.5e-16400", 16_401), ("1." + String(repeating: "3", count: 20_000) + "e+5", 19_995),
    ]

    @Test(
        "a number with more digits behind the point than PostgreSQL holds is refused at its place",
        arguments: tooFine
    )
    func tooFineNumber(number: String, digits: Int) throws {
        for (text, place) in [
            (#"{"metadata":{"n":\#(number)}}"#, "metadata.n"),
            (#"{"metadata":{"a":{"b":[1,{"n":\#(number)}]}}}"#, "metadata.a.b[1].n"),
            (#"{"metadata":"{\"n\":\#(number)}"}"#, "metadata.n"), (#"{"value":\#(number)}"#, "value"),
            (#"{"value":[0,\#(number)]}"#, "value[1]"),
            (#"{"parts":[{"facts":{"n":\#(number)}}]}"#, "parts[0].facts.n"),
        ] {
            let message = try #require(try refusal(text), "\(place)")
            #expect(message.hasPrefix("\(place) "))
            #expect(message.contains("\(digits) digits"))
            #expect(message.contains("16383"))
        }
    }

    static let held = [
        "1e-16383", "1.5e-16382", "0." + String(repeating: "1", count: 16_383), "0e-20000",
        "0." + String(repeating: "0", count: 20_000),
        "1." + String(repeating: "3", count: 16_390) + "e7", "1.7976931348623157e308", "5e-324",
        "123456789012345678901234567890.5",
    ]

    @Test("a number that PostgreSQL holds is taken", arguments: held)
    func number(number: String) throws {
        #expect(try refusal(#"{"metadata":{"n":\#(number)}}"#) == nil)
    }

    @Test(
        "an exponent that no integer holds is a refusal too",
        arguments: ["1e-99999999999999999999", "1e-9223372036854775808"]
    )
    func hugeExponent(number: String) throws {
        #expect(try refusal(#"{"metadata":{"n":\#(number)}}"#)?.hasPrefix("metadata.n ") == true)
    }

    @Test("numbers that PostgreSQL would write out as megabytes of digits are refused", arguments: ["1e308", "1e-300"])
    func writtenOut(number: String) throws {
        func numbers(_ count: Int) -> String {
            #"{"metadata":{"a":[\#(Array(repeating: number, count: count).joined(separator: ","))]}}"#
        }
        #expect(try refusal(numbers(10_000)) == nil)
        let message = try #require(try refusal(numbers(20_000)))
        #expect(message.hasPrefix("metadata has numbers with exponents"))
    }

    @Test("an idempotency_key with U+FFFD is refused, which may stand for any text that cannot be read")
    func replacedKey() throws {
        for key in [#"\ud800"#, #"\udc01"#, #"a\ud83d"#, #"\ufffd"#, "\u{FFFD}b"] {
            let message = try #require(try refusal(#"{"idempotency_key":"\#(key)"}"#))
            #expect(message.hasPrefix("idempotency_key "))
            #expect(message.contains("U+FFFD"))
        }
        #expect(try refusal(#"{"idempotency_key":"\ud83d\ude00 caf\u00e9"}"#) == nil)
        #expect(try refusal(#"{"value":"\ud800","metadata":{"a":"\udc00"}}"#) == nil)
    }

    @Test("an object that comes as text is refused where a name in it is not valid Unicode")
    func invalidNameInText() throws {
        for name in ["metadata", "value"] {
            let message = try #require(try refusal(#"{"\#(name)":"{\"\\ud800\":1,\"\\udfff\":2}"}"#))
            #expect(message.hasPrefix("\(name) "))
            #expect(message.contains(#""\ud800""#))
        }
    }
}
