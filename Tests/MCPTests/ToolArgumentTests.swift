import Testing

@testable import JSONFormat
@testable import MCP

/// Decodes arguments written as JSON text, as a call does.
func decode<Input: ToolInput>(_ type: Input.Type, _ text: String) throws -> Input {
    try InputDeclaration<Input>().decode(try #require(JSON(parsing: text).objectValue))
}

@Suite("Arguments of tools")
struct ToolArgumentTests {
    typealias Search = Samples.Search.Input
    typealias Add = Samples.AddDocuments.Input
    typealias Everything = Samples.Everything.Input

    @Test("what is not given has its default, and an optional is nil")
    func defaults() throws {
        let input = try decode(Search.self, #"{"query":"tea"}"#)
        #expect(input.query == "tea")
        #expect(input.limit == 10)
        #expect(input.minScore == 0)
        #expect(input.mode == .hybrid)
        #expect(input.filter == nil)
    }

    @Test("what is given is taken")
    func values() throws {
        let input = try decode(
            Search.self,
            #"{"filter":{"lang":"de","n":1.5},"mode":"keyword","min_score":0.5,"limit":100,"query":"tea"}"#
        )
        #expect(input.limit == 100)
        #expect(input.minScore == 0.5)
        #expect(input.mode == .keyword)
        #expect(input.filter == ["lang": "de", "n": 1.5])
    }

    @Test("an explicit null is the same as nothing, for an optional and where there is a default")
    func nulls() throws {
        let input = try decode(Search.self, #"{"query":"tea","limit":null,"filter":null,"mode":null}"#)
        #expect(input.limit == 10)
        #expect(input.mode == .hybrid)
        #expect(input.filter == nil)
    }

    @Test("numbers, flags, arrays and objects that come as text are taken as what the text spells")
    func stringified() throws {
        let search = try decode(
            Search.self,
            #"{"query":"5","limit":"20","min_score":" 0.25 ","filter":"{\"a\":[1]}"}"#
        )
        #expect(search.query == "5")
        #expect(search.limit == 20)
        #expect(search.minScore == 0.25)
        #expect(search.filter == ["a": [1]])

        let add = try decode(
            Add.self,
            #"{"items":"[{\"title\":\"a\"},\"{\\\"title\\\":\\\"b\\\",\\\"tags\\\":[\\\"x\\\"]}\"]","place":"null"}"#
        )
        #expect(add.items.map(\.title) == ["a", "b"])
        #expect(add.items.map(\.tags) == [nil, ["x"]])
        #expect(add.place == nil)

        let everything = try decode(Everything.self, #"{"any_value":1,"flag":"true","rows":"[[1],\"[2]\"]"}"#)
        #expect(everything.flag)
        #expect(everything.rows == [[1], [2]])
    }

    @Test("a whole number may be written with a fraction of zero")
    func wholeDoubles() throws {
        #expect(try decode(Search.self, #"{"query":"tea","limit":10.0}"#).limit == 10)
        #expect(try decode(Search.self, #"{"query":"tea","limit":"1e1"}"#).limit == 10)
        #expect(try decode(Search.self, #"{"query":"tea","min_score":1}"#).minScore == 1)
    }

    @Test("any JSON value is accepted unchanged, and text is parsed as JSON if possible")
    func anyValue() throws {
        let cases: [(String, JSON)] = [
            ("null", .null), ("7", 7), (#"{"a":1}"#, ["a": 1]), (#""{\"a\":1}""#, ["a": 1]), (#""hello""#, "hello"),
            (#""\"7\"""#, "7"),
        ]
        for (text, value) in cases {
            let input = try decode(Everything.self, #"{"any_value":\#(text),"maybe_any":null}"#)
            #expect(input.anyValue == value)
            #expect(input.maybeAny == nil)
        }
    }

    @Test("an argument may come by one of its other names")
    func aliases() throws {
        #expect(try decode(Search.self, #"{"query":"tea","n_results":3}"#).limit == 3)
        #expect(try decode(Search.self, #"{"query":"tea","top_k":4}"#).limit == 4)
    }

    @Test("bounds include their ends")
    func bounds() throws {
        #expect(try decode(Search.self, #"{"query":"é","limit":1,"min_score":1.0}"#).query == "é")
        #expect(try decode(Everything.self, #"{"any_value":1,"count":9223372036854775807}"#).count == .max)
        #expect(try decode(Everything.self, #"{"any_value":1,"half":0.5}"#).half == 0.5)
        #expect(try decode(Everything.self, #"{"any_value":1,"row":-2147483648}"#).row == .min)
        // Four scalars, ten bytes, one character.
        #expect(try decode(Everything.self, #"{"any_value":1,"code":"e\u0301\u0302\u0303"}"#).code.count == 1)
    }

    @Test("an input can be made in code, too")
    func madeInCode() {
        var input = Search()
        input.query = "tea"
        #expect(input.query == "tea")
        #expect(input.limit == 10)
    }

    @Test("10,000 members of free-form metadata pass through in their order")
    func manyMembers() throws {
        let names = (0..<10_000).map { "key\($0)" }
        let text = names.map { "\"\($0)\":{\"a\":\"b\"}" }.joined(separator: ",")
        let input = try decode(Search.self, #"{"query":"tea","filter":{\#(text)}}"#)
        #expect(input.filter?.keys.elementsEqual(names) == true)
    }
}
