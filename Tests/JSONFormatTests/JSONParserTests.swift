import Testing

@testable import JSONFormat

@Suite("Parsing JSON")
struct JSONParserTests {
    static let accepted: [(String, JSON)] = [
        (" [] ", []), ("{}", [:]), ("\t\r\n null\n", .null), ("true", true), ("false", false),
        (#"{"a":{"b":[1,2.5,"c"]},"":0}"#, ["a": ["b": [1, 2.5, "c"]], "": 0]),
        (#"{"a":1,"b":2,"a":3}"#, ["a": 3, "b": 2]),
        ("0", 0), ("-0", 0), ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("1.0", 1.0), ("-0.0", -0.0), ("1E2", 100.0),
        ("1e+2", 100.0), ("25e-1", 2.5), ("0.1", 0.1),
        ("1.50000000000000000000000", 1.5),
        ("100000000000000000000000000000", 1e29), ("0.30000000000000004", 0.30000000000000004),
        ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
        ("2.2250738585072014e-308", .double(.leastNormalMagnitude)),
        ("0." + String(repeating: "0", count: 400) + "1e400", 0.1),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\uD83D\ude00""#, "Aé😀"),
        (#""\u0000""#, "\u{0}"), ("\"\u{7F}é\u{2028}😀\"", "\u{7F}é\u{2028}😀"),
        (#""\ud800""#, "\u{FFFD}"), (#""\udc00x""#, "\u{FFFD}x"), (#""\ud800\ud800\udc00""#, "\u{FFFD}\u{10000}"),
        (#""\ud800\n""#, "\u{FFFD}\n"), (#""\ud800\u0041""#, "\u{FFFD}A"),
    ]

    @Test("a valid text gives its value", arguments: accepted)
    func accepts(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    static let refused: [String] = [
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1,,2]", "[]]", "[] x", "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}", "{,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1}}", "{null:1}", "'a'",
        "nul", "nulll", "True", "tru", "fals", "undefined", "NaN", "Infinity", "-Infinity", "-", "+1", "01", "-01",
        "00",
        "1.", ".1", "-.1", "1.e1", "1e", "1e+", "1e-", "1ee1", "1.1.1", "0x1", "1_000", "--1", "- 1", "1e400", "-1e400",
        "1e99999999999999999999", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u\"", "\"\\u12\"", "\"\\u12G4\"",
        "\"\\u１234\"",
        "\"\\ud800\\u12\"", "\"\n\"", "\"\t\"", "\"\u{0}\"", "\u{0}", "\u{FEFF}1", "/**/1", "1 // one", "[1]#",
        "\u{A0}1",
    ]

    static let exact: [String] = [
        "12345678901234567890", "-12345678901234567890", "18446744073709551617", "9007199254740993.0",
        "3.14159265358979323846264338327950288", "123456789012345678901234567890E-0040",
        "9223372036854775808", "-9223372036854775809", "2.2250738585072011e-308", "0.9007199254740989",
        "1e-400", "-0.5e-99999999999999999999", "1." + String(repeating: "3", count: 2000),
    ]

    @Test(
        "a number that a double would change goes back as it came, and is near enough for arithmetic",
        arguments: exact
    )
    func keeps(text: String) throws {
        let value = try JSON(parsing: "[\(text)]")
        #expect(value.description == "[\(text)]")
        guard case .array(let elements) = value, case .number(let number)? = elements.first else {
            Issue.record("rounded")
            return
        }
        #expect(number.approximation == Double(text))
    }

    @Test("a malformed text is refused with a place in it", arguments: refused)
    func refuses(text: String) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
        #expect(0...text.utf8.count ~= error.offset)
    }
}
