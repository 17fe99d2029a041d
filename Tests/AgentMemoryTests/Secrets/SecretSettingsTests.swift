import Testing

@testable import AgentMemory

@Suite("The settings file of secrets")
struct SecretSettingsTests {
    @Test("patterns are added to the built-in ones, which keep their names")
    func added() throws {
        let settings = try SecretSettings(
            parsing: "\u{FEFF}# ours\r\n\r\nbadge = \\mBADGE-[0-9]{6}\\M\n  lookup =  a=b  \n"
        )
        #expect(settings.patterns.count == SecretPattern.builtIn.count + 2)
        #expect(
            settings.patterns.suffix(2) == [
                SecretPattern("badge", #"\mBADGE-[0-9]{6}\M"#), SecretPattern("lookup", "a=b"),
            ]
        )
        #expect(try SecretSettings(parsing: "").patterns == SecretPattern.builtIn)
        #expect(SecretSettings().patterns == SecretPattern.builtIn)
    }

    @Test("a built-in name replaces that pattern, and builtin = off leaves all of them out")
    func replaced() throws {
        let replaced = try SecretSettings(parsing: "jwt = eyJ").patterns
        #expect(replaced.count == SecretPattern.builtIn.count)
        #expect(replaced.filter { $0.name == "jwt" } == [SecretPattern("jwt", "eyJ")])
        #expect(try SecretSettings(parsing: "builtin = off\nown = x").patterns == [SecretPattern("own", "x")])
        #expect(try SecretSettings(parsing: "builtin = off").patterns.isEmpty)
    }

    @Test(
        "what is not understood is said with its line",
        arguments: [
            ("# a\nnonsense", 2, "expected"), ("Name = x", 1, "name"), (" = x", 1, "name"), ("a b = x", 1, "name"),
            ("a = ", 1, "empty"), ("\n\na = 1\nb = 2\na = 3", 5, "line 3"), ("builtin = maybe", 1, "on or off"),
            ("a = (x)\\1", 1, "back reference"), ("a = x\u{0}", 1, "control"),
            ("a = " + String(repeating: "x", count: 1001), 1, "1000"),
        ]
    )
    func errors(text: String, line: Int, reason: String) throws {
        let error = try #require(throws: SecretSettings.LineError.self) { try SecretSettings(parsing: text) }
        #expect(error.line == line)
        #expect(error.description.contains(reason))
    }

    @Test("an escaped backslash before a digit is no back reference")
    func backslash() throws {
        #expect(try SecretSettings(parsing: #"path = \\1"#).patterns.last?.pattern == #"\\1"#)
    }

    @Test("there is an end to the number of patterns")
    func many() {
        let text = (0...200).map { "p\($0) = x" }.joined(separator: "\n")
        #expect(throws: SecretSettings.LineError(line: 201, reason: "more than 200 patterns.")) {
            try SecretSettings(parsing: text)
        }
    }

    @Test("the built-in patterns have different names")
    func names() {
        #expect(Set(SecretPattern.builtIn.map(\.name)).count == SecretPattern.builtIn.count)
    }
}
