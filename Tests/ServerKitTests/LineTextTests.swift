import Testing

@testable import ServerKit

@Suite("Text from elsewhere in logs and on terminals")
struct LineTextTests {
    @Test(
        "what ends a line, drives a terminal or turns the direction of writing is shown as an escape",
        arguments: [
            ("a\r\nb", "a\\r\\nb"), ("\u{1B}[2J", "\\u001b[2J"), ("\u{7F}", "\\u007f"), ("\u{9B}31m", "\\u009b31m"),
            ("\u{85}", "\\u0085"), ("\u{2028}\u{2029}", "\\u2028\\u2029"), ("\u{202E}gpj", "\\u202egpj"),
            ("\u{2066}", "\\u2066"), ("\u{E0041}", "\\udb40\\udc41"), ("\0", "\\u0000"), ("a\tb", "a\\tb"),
        ]
    )
    func escapes(text: String, shown: String) {
        #expect(LineText.escaped(text) == shown)
    }

    @Test("plain text of any script stays as it is", arguments: ["tea, 20 °C", "日本語", "e\u{301}", "ไทย", "😀", ""])
    func plain(text: String) {
        #expect(LineText.escaped(text) == text)
    }

    @Test("what gets a backslash gets it whatever is combined with it")
    func backslashes() {
        #expect(LineText.escaped("a\"\u{301} b\\", backslashing: "\"\\") == "a\\\"\u{301} b\\\\")
    }

    @Test("where lines are kept, so are their ends and tabs, and nothing else")
    func lines() {
        #expect(LineText.escaped("a\n\tb\r\u{1B}", keepsLines: true) == "a\n\tb\\r\\u001b")
    }

    @Test("a text is cut at a limit of bytes, between scalars, and says how much is missing")
    func cut() {
        #expect(LineText.cut("short", toBytes: 5) == "short")
        #expect(LineText.cut("longer", toBytes: 4) == "long… (2 more bytes)")
        #expect(LineText.cut("aé", toBytes: 2) == "a… (2 more bytes)")
        // One grapheme.
        let accents = "a" + String(repeating: "\u{300}", count: 100_000)
        #expect(LineText.cut(accents, toBytes: 100).utf8.count < 130)
    }
}
