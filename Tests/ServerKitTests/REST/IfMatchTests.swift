import HTTPTypes
import Testing

@testable import ServerKit

@Suite("If-Match")
struct IfMatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let values: [String]
        let versions: [String]?
    }

    @Test(
        "names the versions that may be changed",
        arguments: [
            Case(testDescription: "absent: any", values: [], versions: nil),
            Case(testDescription: "a star: any", values: [" * "], versions: nil),
            Case(testDescription: "one tag", values: [#""a""#], versions: ["a"]),
            Case(testDescription: "a list", values: [#""a" ,, "b""#], versions: ["a", "b"]),
            Case(testDescription: "lines of a list", values: [#""a""#, #""b""#], versions: ["a", "b"]),
            Case(testDescription: "a comma in a tag", values: [#""a, b""#], versions: ["a, b"]),
            Case(testDescription: "weak tags never match", values: [#"W/"a", "b""#], versions: ["b"]),
            Case(testDescription: "no tag at all: none", values: ["a"], versions: [""]),
            Case(testDescription: "a tag without its end: none", values: [#""a"#], versions: [""]),
            Case(testDescription: "empty: none", values: [""], versions: [""]),
        ]
    )
    func versions(_ one: Case) {
        var fields = HTTPFields()
        for value in one.values { fields.append(HTTPField(name: .ifMatch, value: value)) }
        #expect(IfMatch.versions(in: fields) == one.versions)
    }

    @Test("has at most sixteen")
    func limit() {
        let fields: HTTPFields = [.ifMatch: (0..<100).map { "\"\($0)\"" }.joined(separator: ", ")]
        #expect(IfMatch.versions(in: fields)?.count == 16)
    }
}
