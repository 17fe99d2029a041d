import Testing

@testable import Retrieval

@Suite("What a query asks for")
struct KeywordQueryTests {
    @Test("has at most 64 phrases and excluded words")
    func limits() {
        let many = "tea " + (0..<65).map { "-w\($0)" }.joined(separator: " ")
        #expect(throws: RetrievalError.self) { try KeywordQuery(asked: many) }
        #expect(throws: Never.self) { try KeywordQuery(asked: String(many.dropLast(5))) }
    }

    struct Example: CustomTestStringConvertible {
        var query: String
        var text: String
        var phrases: [String] = []
        var excluded: [String] = []

        var testDescription: String { query }
    }

    @Test(
        "phrases in quotes, words with a minus, and all that only looks like them",
        arguments: [
            Example(query: "heat flow", text: "heat flow"),
            Example(
                query: #"the "boundary layer" of wings"#,
                text: "the boundary layer of wings",
                phrases: ["boundary layer"]
            ),
            Example(query: "wing -delta", text: "wing ", excluded: ["delta"]),
            Example(query: #"wing -"delta wing" lift"#, text: "wing  lift", excluded: ["delta wing"]),
            Example(query: "well-known -5 - dash", text: "well-known -5 - dash"),
            Example(query: #"a 5" pipe and "open"#, text: #"a 5" pipe and "open"#),
            Example(query: #""" nothing"#, text: " nothing"),
            Example(query: "-only", text: "", excluded: ["only"]),
        ]
    )
    func parses(_ example: Example) {
        let query = KeywordQuery(example.query)
        #expect(query.text == example.text)
        #expect(query.phrases == example.phrases)
        #expect(query.excluded == example.excluded)
    }

    @Test("a query that only excludes is refused, and told so")
    func onlyExcludes() throws {
        let error = #expect(throws: RetrievalError.self) { try KeywordQuery(asked: "-wing -\"delta wing\"") }
        #expect(error?.description.contains("only excludes") == true)
    }
}
