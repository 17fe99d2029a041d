import Testing

@testable import MCP

@Suite("Errors about arguments")
struct ToolErrorTests {
    static let searchErrors: [(String, String)] = [
        (
            #"{"query":"tea","limit":0}"#,
            #"limit must be an integer from 1 to 100 (got 0). Example: {"query":"tea","limit":10}"#
        ),
        (
            #"{"query":"tea","limit":2.5}"#,
            #"limit must be an integer from 1 to 100 (got 2.5). Example: {"query":"tea","limit":10}"#
        ),
        (
            #"{"query":"tea","limit":"many"}"#,
            #"limit must be an integer from 1 to 100 (got "many"). Example: {"query":"tea","limit":10}"#
        ),
        (
            #"{"query":"tea","limit":"101"}"#,
            #"limit must be an integer from 1 to 100 (got "101"). Example: {"query":"tea","limit":10}"#
        ),
        (
            #"{"query":"tea","limit":1e300}"#,
            #"limit must be an integer from 1 to 100 (got 1e+300). Example: {"query":"tea","limit":10}"#
        ),
        (
            #"{"query":"tea","min_score":-0.1}"#,
            #"min_score must be a number from 0 to 1 (got -0.1). Example: {"query":"tea","min_score":0}"#
        ),
        (
            #"{"query":"tea","mode":"Vector"}"#,
            #"mode must be one of "vector", "keyword", "hybrid" (got "Vector"). Example: {"query":"tea","mode":"hybrid"}"#
        ),
        (
            #"{"query":"tea","filter":[1,2]}"#,
            #"filter must be an object (got an array of 2 items). Example: {"query":"tea","filter":{"key":"value"}}"#
        ),
        (
            #"{"query":7}"#,
            #"query must be text of 1 to 10000 characters (got 7). Example: {"query":"tea"}"#
        ),
        (
            #"{"query":""}"#,
            #"query must be text of 1 to 10000 characters (got 0 characters). Example: {"query":"tea"}"#
        ),
        (
            "{}",
            #"query is required: What to look for, in natural language. Example: {"query":"tea"}"#
        ),
        (
            #"{"query":null}"#,
            #"query is required: What to look for, in natural language. Example: {"query":"tea"}"#
        ),
        (
            #"{"query":"tea","limt":5}"#,
            #"unknown argument "limt": did you mean "limit"? Known: query, limit, min_score, mode, filter. Example: {"query":"tea"}"#
        ),
        (
            #"{"query":"tea","minScore":0.5}"#,
            #"unknown argument "minScore": did you mean "min_score"? Known: query, limit, min_score, mode, filter. Example: {"query":"tea"}"#
        ),
        (
            #"{"query":"tea","nResults":5}"#,
            #"unknown argument "nResults": did you mean "limit"? Known: query, limit, min_score, mode, filter. Example: {"query":"tea"}"#
        ),
        (
            #"{"query":"tea","colour":"red"}"#,
            #"unknown argument "colour". Known: query, limit, min_score, mode, filter. Example: {"query":"tea"}"#
        ),
        (
            #"{"query":"tea","limit":5,"top_k":6}"#,
            #"limit is given twice, also by another of its names: n_results, top_k. Example: {"query":"tea","limit":10}"#
        ),
        (
            #"{"query":"a\u0000b"}"#,
            #"query holds the character U+0000, which cannot be stored; leave it out. Example: {"query":"tea"}"#
        ),
        (
            #"{"query":"tea","filter":{"a":["x",{"b":"\u0000"}]}}"#,
            #"filter.a[1].b holds the character U+0000, which cannot be stored; leave it out. Example: {"query":"tea","filter":{"key":"value"}}"#
        ),
        (
            #"{"query":"tea","filter":{"a\u0000":1}}"#,
            #"filter has a member name that holds the character U+0000, which cannot be stored; leave it out. Example: {"query":"tea","filter":{"key":"value"}}"#
        ),
    ]

    @Test(
        "the text names the argument, what was expected, what was got, and shows a call that would do",
        arguments: searchErrors
    )
    func text(arguments: String, text: String) {
        #expect(throws: ToolError(text, kind: .malformed)) { try decode(Samples.Search.Input.self, arguments) }
    }

    @Test("all problems of one call are reported at once")
    func several() {
        let text = """
            unknown argument "qury": did you mean "query"? Known: query, limit, min_score, mode, filter
            query is required: What to look for, in natural language.
            limit must be an integer from 1 to 100 (got true)
            mode must be one of "vector", "keyword", "hybrid" (got 3)
            Example: {"query":"tea","limit":10,"mode":"hybrid"}
            """
        #expect(throws: ToolError(text, kind: .malformed)) {
            try decode(Samples.Search.Input.self, #"{"qury":"tea","limit":true,"mode":3}"#)
        }
    }

    @Test("a place within arrays and objects is named by its path")
    func paths() {
        let text = """
            unknown argument "titel" in items[1]: did you mean "title"? Known: title, content, tags
            items[1].title is required: A short title.
            items[2].tags[0] must be text of 1 to 10 characters (got null)
            items[3] must be an object with title, content (optional), tags (optional) (got 4)
            place.tags must be an array of at most 3 items, each text of 1 to 10 characters (got 4 items)
            Example: {"items":[{"title":"text"}],"place":{"title":"text"}}
            """
        #expect(throws: ToolError(text, kind: .malformed)) {
            try decode(
                Samples.AddDocuments.Input.self,
                """
                {"items":[{"title":"a"},{"titel":"b"},{"title":"c","tags":[null]},4],
                "place":{"title":"p","tags":["a","b","c","d"]}}
                """
            )
        }
    }

    @Test("an answer stays short, however much is wrong and however long it is")
    func bounded() throws {
        let long = String(repeating: "x", count: 1_000_000)
        let many = (0..<10_000).map { "\"\(long.prefix(100))\($0)\":\($0)" }.joined(separator: ",")
        for arguments in [
            #"{"query":"tea","limit":"\#(long)"}"#, #"{"query":"\#(long)"}"#, #"{"query":"tea","\#(long)":1}"#,
            "{\(many)}",
        ] {
            let error = #expect(throws: ToolError.self) { try decode(Samples.Search.Input.self, arguments) }
            #expect(try #require(error).description.count < 1500)
        }
        let items = String(repeating: "1,", count: 900) + "1"
        let error = #expect(throws: ToolError.self) {
            try decode(Samples.AddDocuments.Input.self, #"{"items":[\#(items)]}"#)
        }
        #expect(try #require(error).description.contains("There are more problems than these."))
    }

    @Test("a tool without arguments says that it takes none")
    func none() {
        #expect(throws: ToolError(#"unknown argument "bank": no arguments are expected"#, kind: .malformed)) {
            try decode(NoArguments.self, #"{"bank":"a"}"#)
        }
    }

    static let names: [(String, String)] = [
        ("query", "query"), ("minScore", "min_score"), ("HTTPStatus", "http_status"), ("userID", "user_id"),
        ("sha256Hash", "sha256_hash"), ("a", "a"), ("already_snake", "already_snake"),
        ("baseURLOfModel", "base_url_of_model"),
    ]

    @Test("Swift names become snake_case", arguments: names)
    func snakeCase(swift: String, wire: String) {
        #expect(WireName.snakeCase(swift) == wire)
    }

    static let slips: [(String, String?)] = [
        ("limt", "limit"), ("limits", "limit"), ("ilmit", "limit"), ("Metadata", "metadata"), ("meta", "metadata"),
        ("min-score", "min_score"), ("MINSCORE", "min_score"), ("x", nil), ("", nil), ("collection", nil), ("_", nil),
    ]

    @Test("the nearest name is found, or none", arguments: slips)
    func nearest(given: String, meant: String?) {
        #expect(WireName.nearest(to: given, among: ["limit", "metadata", "min_score"]) == meant)
    }
}
