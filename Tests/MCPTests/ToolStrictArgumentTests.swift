import Testing

@testable import JSONFormat
@testable import MCP

@Suite("Arguments of tools, decoded strictly")
struct ToolStrictArgumentTests {
    private func decode<Input: ToolInput>(_ type: Input.Type, _ text: String) throws -> Input {
        try InputDeclaration<Input>().decode(try #require(JSON(parsing: text).objectValue), as: .strict)
    }

    @Test("what the schema accepts is accepted: a whole number may have a fraction of zero, a number may be whole")
    func accepts() throws {
        let input = try decode(
            Samples.Search.Input.self,
            #"{"query":"7","limit":10.0,"min_score":1,"mode":"vector","filter":{"a":null}}"#
        )
        #expect(input.query == "7")
        #expect(input.limit == 10)
        #expect(input.minScore == 1)
        #expect(input.filter == ["a": .null])
    }

    static let refused: [(String, String)] = [
        (#""limit":"10""#, #"limit must be an integer from 1 to 100 (got "10")"#),
        (#""limit":null"#, "limit must be an integer from 1 to 100 (got null)"),
        (#""limit":10.5"#, "limit must be an integer from 1 to 100 (got 10.5)"),
        (#""limit":true"#, "limit must be an integer from 1 to 100 (got true)"),
        (#""min_score":"0.5""#, #"min_score must be a number from 0 to 1 (got "0.5")"#),
        (#""filter":"{}""#, #"filter must be an object (got "{}")"#),
        (#""filter":null"#, "filter must be an object (got null)"),
        (#""mode":null"#, #"mode must be one of "vector", "keyword", "hybrid" (got null)"#),
        (#""top_k":5"#, #"unknown argument "top_k": did you mean "limit"?"#),
        (#""other":5"#, #"unknown argument "other""#),
    ]

    @Test("what the schema rejects is refused, with the same words", arguments: refused)
    func refuses(member: String, text: String) throws {
        let error = #expect(throws: ToolError.self) {
            try decode(Samples.Search.Input.self, #"{"query":"tea",\#(member)}"#)
        }
        #expect(error?.description.hasPrefix(text) == true)
    }

    @Test("objects and arrays within are as strict")
    func nested() {
        #expect(throws: ToolError.self) {
            try decode(Samples.AddDocuments.Input.self, #"{"items":["{\"title\":\"a\"}"]}"#)
        }
        #expect(throws: ToolError.self) {
            try decode(Samples.AddDocuments.Input.self, #"{"items":[{"title":"a","tags":null}]}"#)
        }
        #expect(throws: ToolError.self) { try decode(Samples.Everything.Input.self, #"{"any_value":7}"#) }
    }

    @Test("a required argument that is null is wrong, and one that is missing is required")
    func required() {
        let null = #expect(throws: ToolError.self) { try decode(Samples.Search.Input.self, #"{"query":null}"#) }
        #expect(null?.description.hasPrefix("query must be text of 1 to 10000 characters (got null)") == true)
        let missing = #expect(throws: ToolError.self) { try decode(Samples.Search.Input.self, "{}") }
        #expect(missing?.description.hasPrefix("query is required") == true)
    }

    @Test("the context of a call says how its arguments are taken")
    func context() async throws {
        let handler = Samples.Search().handler
        let arguments: JSONObject = ["query": "tea", "limit": "7"]
        var context = RequestContext(requestID: .int(1))
        _ = try await handler.call(arguments: arguments, context: context)
        context.decoding = .strict
        let strict = context
        await #expect(throws: ToolError.self) { _ = try await handler.call(arguments: arguments, context: strict) }
    }
}
