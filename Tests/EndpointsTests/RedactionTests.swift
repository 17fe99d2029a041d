import Testing

@testable import Endpoints

@Suite("What errors may quote")
struct RedactionTests {
    private let redaction = Redaction(
        token: "sk-secret",
        texts: ["Who is the heir of the Count of Monte Cristo?", "Geheimnis", "the", "“東京の地下鉄について教えて”"]
    )

    @Test("a message is quoted in one line, short, and without the token")
    func message() {
        #expect(redaction.applied(to: "no\n such  model for sk-secret") == "no such model for [key]")
        #expect(redaction.applied(to: String(repeating: "x", count: 1000)).count == 300)
    }

    @Test(
        "a message that repeats a private text is left out, however it is escaped, unless it is a common word",
        arguments: [
            ("bad input: Who is the heir of the Count?", true),
            (#"{'content': 'WHO\nis the heir of the Count of\tMonte Cristo'}"#, true),
            ("input '東京の地下鉄について'", true), ("input: geheimnis", true), ("Geheim", false),
            ("the model does not exist", false), ("Who is the user?", false), ("", false),
        ]
    )
    func privateText(message: String, isHidden: Bool) {
        #expect((redaction.applied(to: message) == "[a message that repeats the request]") == isHidden)
    }

    @Test("a long private text takes a time that grows as its length")
    func longText() {
        let text = String(repeating: "to be or not to be, ", count: 10_000)
        let redaction = Redaction(token: nil, texts: [text])
        #expect(redaction.applied(to: "that is the question, whether") == "that is the question, whether")
        #expect(redaction.applied(to: "said: not to be, to be or not") != "said: not to be, to be or not")
    }
}
