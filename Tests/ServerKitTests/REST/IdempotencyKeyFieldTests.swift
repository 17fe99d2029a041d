import HTTP
import HTTPTypes
import Testing

@testable import ServerKit

@Suite("Idempotency-Key")
struct IdempotencyKeyFieldTests {
    private func key(_ values: String...) throws -> String? {
        var fields = HTTPFields()
        fields[values: IdempotencyKeyField.name] = values
        return try IdempotencyKeyField.key(in: fields)
    }

    @Test(
        "is a text with quotation marks or without",
        arguments: [
            (#""8e03978e""#, "8e03978e"), ("8e03978e", "8e03978e"), (#" "a b" "#, "a b"), (#""a\"b\\c""#, #"a"b\c"#),
            (#"""#, #"""#), (#""a"#, #""a"#), (#""""#, #""""#), ("", ""),
        ]
    )
    func texts(value: String, expected: String) throws {
        #expect(try key(value) == expected)
    }

    @Test("is sent at most once")
    func once() throws {
        #expect(try key() == nil)
        #expect(throws: HTTPProblem.self) { try key("a", "a") }
    }
}
