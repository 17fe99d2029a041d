import Testing

@testable import JSONFormat

@Suite("Writing JSON")
struct JSONWriterTests {
    static let compactForms: [(JSON, String)] = [
        (.null, "null"), (true, "true"), (false, "false"),
        (0, "0"), (-7, "-7"), (.int(.min), "-9223372036854775808"), (.int(.max), "9223372036854775807"),
        (1.0, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (.double(.leastNonzeroMagnitude), "5e-324"), (1e300, "1e+300"),
        ("", #""""#), ("a/b", #""a/b""#), ([], "[]"), ([1, [2], "x"], #"[1,[2],"x"]"#), ([:], "{}"),
        (["b": 1, "a": ["c": .null]], #"{"b":1,"a":{"c":null}}"#),
    ]

    @Test("every kind of value has one compact form, members in their order", arguments: compactForms)
    func compactForm(value: JSON, text: String) {
        #expect(value.description == text)
    }

    @Test("quotes, backslashes and controls are escaped, nothing else is")
    func escapes() {
        let text = "\"\\\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}é\u{2028}😀"
        #expect(JSON.string(text).description == #""\"\\\u0000\b\t\n\u000b\f\r\u001f"# + "\u{7F}é\u{2028}😀\"")
    }

    @Test("what JSON cannot say becomes null", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(value: Double) {
        #expect(JSON.double(value).description == "null")
    }
}
