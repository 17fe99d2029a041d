import FoundationEssentials
import Testing

@testable import JSONFormat
@testable import MCP

@Suite("Results of tools")
struct ToolOutputTests {
    struct Wide: ToolOutput {
        enum Kind: String, Codable, CaseIterable { case full, empty }
        struct Part: Codable { var partName: String, weights: [Float], inner: [String: Part2] }
        struct Part2: Codable { var deepValue: Int32? }

        var title = "a"
        var isDone = true
        var number: Int64 = .min
        var small: UInt8 = 255
        var bytes: [UInt8] = [0, 255]
        var ratio = 0.1
        var score: Float = 0.83
        var when = Date(timeIntervalSince1970: 1_795_507_200.123456)
        var kind = Kind.full
        var anything: JSON = [1, "b", .null]
        var metadata: JSONObject = ["zKey": 1, "aKey": ["bC": 2]]
        var parts: [Part] = [
            Part(partName: "p", weights: [1, 0.1], inner: ["zZ": Part2(deepValue: 1), "aA": Part2()])
        ]
        var byName: [String: [Int]] = ["two words": [1]]
        var missing: String?
        var missingPart: Part?
    }

    @Test("a value becomes JSON with snake_case names, and keys that are data stay as they are")
    func encoded() throws {
        #expect(
            JSON.object(try OutputEncoder.encode(Wide())).description == """
                {"title":"a","is_done":true,"number":-9223372036854775808,"small":255,"bytes":[0,255],"ratio":0.1,"score":0.83,\
                "when":"2026-11-24T08:00:00.123456Z","kind":"full","anything":[1,"b",null],\
                "metadata":{"zKey":1,"aKey":{"bC":2}},\
                "parts":[{"part_name":"p","weights":[1.0,0.1],"inner":{"aA":{},"zZ":{"deep_value":1}}}],\
                "by_name":{"two words":[1]}}
                """
        )
    }

    @Test("its schema says the same of every property")
    func described() throws {
        let part = """
            {"type":"object","properties":{"part_name":{"type":"string"},\
            "weights":{"type":"array","items":{"type":"number"}},\
            "inner":{"type":"object","additionalProperties":\
            {"type":"object","properties":{"deep_value":{"type":"integer"}}}}},\
            "required":["part_name","weights","inner"]}
            """
        #expect(
            JSON.object(try OutputSchema.of(Wide.self)).description == """
                {"type":"object","properties":{"title":{"type":"string"},"is_done":{"type":"boolean"},\
                "number":{"type":"integer"},"small":{"type":"integer"},\
                "bytes":{"type":"array","items":{"type":"integer"}},"ratio":{"type":"number"},\
                "score":{"type":"number"},"when":{"type":"string","format":"date-time"},\
                "kind":{"type":"string","enum":["full","empty"]},"anything":{},"metadata":{"type":"object"},\
                "parts":{"type":"array","items":\(part)},\
                "by_name":{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer"}}},\
                "missing":{"type":"string"},"missing_part":\(part)},\
                "required":["title","is_done","number","small","bytes","ratio","score","when","kind","anything","metadata",\
                "parts","by_name"]}
                """
        )
    }

    static let dates: [(Double, String)] = [
        (0, "1970-01-01T00:00:00.000000Z"), (-0.25, "1969-12-31T23:59:59.750000Z"),
        (951_782_400, "2000-02-29T00:00:00.000000Z"), (4_107_542_400, "2100-03-01T00:00:00.000000Z"),
        (1_795_507_199.9999999, "2026-11-24T08:00:00.000000Z"), (-62_167_219_200, "0000-01-01T00:00:00.000000Z"),
        (253_402_300_799, "9999-12-31T23:59:59.000000Z"),
    ]

    @Test("dates are written in UTC with microseconds", arguments: dates)
    func timestamps(seconds: Double, text: String) {
        #expect(Timestamp.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test("dates agree with Foundation, which has the Gregorian calendar from 1582 only")
    func timestampsAgree() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        for day in stride(from: -141_000.0, to: 2_932_000, by: 997.13) {
            let date = Date(timeIntervalSince1970: (day * 86_400).rounded())
            #expect(Timestamp.text(date)?.replacing(".000000", with: "") == date.formatted(style))
        }
    }

    struct Reading: ToolOutput {
        var values: [Double]
        var count: UInt64 = 0
        var takenAt: Date?
    }

    @Test("what JSON cannot say is an error that names its place")
    func unwritable() {
        #expect(throws: ToolError("The result cannot be returned: values[1] is not a finite number.")) {
            try OutputEncoder.encode(Reading(values: [1, .nan]))
        }
        #expect(throws: ToolError("The result cannot be returned: count is not an integer of 64 bits.")) {
            try OutputEncoder.encode(Reading(values: [], count: .max))
        }
        #expect(throws: ToolError("The result cannot be returned: taken_at is not a date in the years 0 to 9999.")) {
            try OutputEncoder.encode(Reading(values: [], takenAt: .distantFuture.addingTimeInterval(1e15)))
        }
    }

    @Test("a call decodes, works and answers with the structured result")
    func call() async throws {
        let result = try await Samples.Search().handler.call(
            arguments: ["query": "tea", "limit": "7", "filter": ["lang": "de"]],
            context: RequestContext(requestID: .int(1))
        )
        #expect(!result.isError)
        #expect(
            JSON.object(try #require(result.structuredContent)).description == """
                {"hits":[{"id":7,"score":0.83,"created_at":"2026-11-24T08:00:00Z","metadata":{"lang":"de"}}],\
                "exhausted":true}
                """
        )
    }

    @Test("a call with wrong arguments throws the caller's error before any work")
    func wrongCall() async {
        await #expect(throws: ToolError.self) {
            try await Samples.Search().handler.call(arguments: [:], context: RequestContext(requestID: .int(1)))
        }
    }

    @Test("JSON within a struct goes through any coder")
    func codable() throws {
        let json = try JSON(parsing: #"{"a":[1,2.5,true,null,"x",{},{"b":[]}]}"#)
        let data = try JSONEncoder().encode(json)
        #expect(try JSONDecoder().decode(JSON.self, from: data) == json)
    }
}
