import Testing

@testable import JSONFormat

@Suite("JSON that a database holds")
struct StoredJSONTests {
    static let numbers = [
        "1e400", "-1e400", "1e99999999999999999999", "10e9223372036854775807", String(repeating: "7", count: 1200),
        "0." + String(repeating: "0", count: 5000) + "1", "1e-400", "-" + String(repeating: "9", count: 131_072),
    ]

    @Test("a number of any size is held and written as it came", arguments: numbers)
    func anyNumber(text: String) throws {
        let value = try JSON(parsing: "[\(text)]", within: .stored)
        #expect(value.description == "[\(text)]")
        #expect(try value == JSON(parsing: "[\(text)]", within: .stored))
    }

    @Test("zero is zero, whatever its exponent", arguments: ["0e400", "0.0e-99999999999999999999", "-0.000e5"])
    func zero(text: String) throws {
        #expect(try JSON(parsing: text, within: .stored) == 0.0)
    }

    @Test("500 levels are held, written, compared and let go; one more is refused")
    func depth() throws {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let deepest = String(repeating: open, count: 500) + "1" + String(repeating: close, count: 500)
            let value = try JSON(parsing: deepest, within: .stored)
            #expect(value.description == deepest)
            #expect(try value == JSON(parsing: deepest, within: .stored))
            #expect(Set([value, value]).count == 1)
            let error = try #require(throws: JSONSyntaxError.self) {
                try JSON(parsing: open + deepest + close, within: .stored)
            }
            #expect(error.reason == .tooDeep(limit: 500))
        }
    }
}
