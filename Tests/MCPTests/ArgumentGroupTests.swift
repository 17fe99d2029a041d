import Testing

@testable import JSONFormat
@testable import MCP

@Suite("Groups of arguments")
struct ArgumentGroupTests {
    struct Narrowing: ToolInput {
        @Argument("How many.", .range(1...100)) var limit: Int32 = 10
        @Argument("Of this kind.", .length(1...100)) var kind: String?
    }

    struct Search: ToolInput {
        @Argument("What to look for.") var query: String
        @ArgumentGroup var narrowing: Narrowing
        @Argument("How.", .length(1...10)) var manner: String = "fast"
    }

    @Test("on the wire they are arguments like all others, in the order of declaration")
    func schema() throws {
        let schema = try InputDeclaration<Search>().schema
        #expect(schema["properties"]?.objectValue.map { Array($0.keys) } == ["query", "limit", "kind", "manner"])
        #expect(schema["required"] == ["query"])
    }

    @Test("each gets what is given, or its default")
    func values() throws {
        let plain = try decode(Search.self, #"{"query":"tea"}"#)
        #expect((plain.narrowing.limit, plain.narrowing.kind, plain.manner) == (10, nil, "fast"))
        let given = try decode(Search.self, #"{"manner":"slow","kind":"note","query":"tea","limit":"5"}"#)
        #expect((given.query, given.narrowing.limit, given.narrowing.kind, given.manner) == ("tea", 5, "note", "slow"))
    }

    @Test("what is wrong is said of the argument")
    func wrong() throws {
        let error = #expect(throws: ToolError.self) { try decode(Search.self, #"{"query":"tea","limit":0}"#) }
        #expect(error?.description.contains("limit must be an integer from 1 to 100") == true, "\(error as Any)")
    }

    struct Twice: ToolInput {
        @Argument("How many.") var limit: Int = 1
        @ArgumentGroup var narrowing: Narrowing
    }

    struct Paged: ToolInput {
        @Argument("The next_cursor of the page before.") var cursor = Cursor<Int32>()
    }

    struct OfPaged: ToolInput {
        @ArgumentGroup var paged: Paged
    }

    @Test("two arguments of one name, and a cursor in a group, are mistakes of the declaration")
    func mistakes() {
        #expect(throws: ToolDeclarationError.self) { _ = try InputDeclaration<Twice>() }
        #expect(throws: ToolDeclarationError.self) { _ = try InputDeclaration<OfPaged>() }
    }
}
