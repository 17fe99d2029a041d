import TestSupport
import Testing

@testable import JSONFormat
@testable import MCP

@Suite("Requests that cannot be read are answered under their id", .timeLimit(.minutes(1)))
struct UnreadableRequestTests {
    /// What an argument may be that is no JSON, or past what is read.
    static let values = [
        "1e400", "-1e400", String(repeating: "9", count: 1200),
        String(repeating: "[", count: 513) + String(repeating: "]", count: 513),
        String(repeating: #"{"a":"#, count: 600) + "1" + String(repeating: "}", count: 600),
        "NaN", "[1,]", "01", #""\x""#, "\"\u{0}\"", "\"a\tb\"", #"{"\ud800":1,"\udfff":2}"#, #"[{"a":{"b\udc00":1}}]"#,
    ]

    private func call(id: String, _ value: String, idLast: Bool) -> String {
        let params = #""params":{"name":"echo","arguments":{"id":99,"value":\#(value)}}"#
        return idLast
            ? #"{"method":"tools/call",\#(params),"jsonrpc":"2.0","id":\#(id)}"#
            : #"{"jsonrpc":"2.0", "id" : \#(id) ,"method":"tools/call",\#(params)}"#
    }

    @Test("what an argument makes unreadable, wherever the id stands", arguments: values)
    func unreadable(value: String) async throws {
        for idLast in [true, false] {
            for id in ["7", #""seven\u00e9""#, "18446744073709551616"] {
                let line = call(id: id, value, idLast: idLast)
                let answers = try await StdioClient.transcript(of: [line, StdioTests.ping])
                try #require(answers.count == 2)
                #expect(try answers[0]["id"] == JSON(parsing: id))
                #expect(answers[0]["error"]?["code"] == -32700)
                #expect(answers[1] == StdioTests.pong)
            }
        }
    }

    @Test("over HTTP likewise", arguments: values)
    func unreadableOverHTTP(value: String) async throws {
        try await TestEndpoint.with { server async throws in
            for idLast in [true, false] {
                let answer = try await server.ask(legacy: call(id: "7", value, idLast: idLast))
                #expect(answer.status == 400)
                #expect(answer.json?["error"]?["code"] == -32700)
                #expect(answer.json?["id"] == 7)
            }
        }
    }

    @Test(
        "names that are no UTF-8 are refused under the id of their request",
        arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]
    )
    func invalidName(name: [UInt8]) async throws {
        let line =
            Array(#"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","arguments":{""#.utf8) + name
            + Array(#"":1}}}"#.utf8)
        let answers = try await StdioClient.with { client in
            try await client.send(line + Array("\n".utf8))
            client.closeInput()
            return try await client.rest()
        }
        try #require(answers.count == 1)
        #expect(answers[0]["id"] == 5)
        #expect(answers[0]["error"]?["message"]?.stringValue?.contains("name that is not valid Unicode") == true)
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            let fields: RawFields = ["MCP-Protocol-Version": "2025-11-25", "Content-Length": String(line.count)]
            try await connection.send(Array(server.post("", fields).utf8) + line)
            let answer = try await connection.answer()
            #expect(answer.status == 400)
            #expect(answer.json == answers[0])
        }
    }

    @Test(
        "an id of any length that one message may have",
        arguments: [(1 << 16) - 2, 1 << 16, 70_000, 1 << 20]
    )
    func longID(length: Int) async throws {
        let id = String(repeating: "i", count: length)
        for idLast in [true, false] {
            let line = call(id: "\"\(id)\"", "1e400", idLast: idLast)
            let answers = try await StdioClient.transcript(of: [line, "[\(line)]"])
            #expect(answers.map { $0["id"] == .string(id) } == [true, true])
        }
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: call(id: "\"\(id)\"", "1e400", idLast: true))
            #expect(answer.json?["id"] == .string(id))
        }
    }

    @Test("white space, however much, does not hide it")
    func whiteSpace() async throws {
        let space = String(repeating: " \t\r", count: 30_000)
        let line = ["{", #""jsonrpc""#, ":", #""2.0""#, ",", #""id""#, ":", "5", ",", #""method""#, ":", "01", "}"]
            .joined(separator: space)
        let answers = try await StdioClient.transcript(of: [space + line + space])
        #expect(answers.map { $0["id"] } == [5])
    }

    @Test("the id of a message past the limit of a line is read up to that limit")
    func idOfSkippedLine() async throws {
        var limits = StdioTransport.Limits.patient
        limits.lineBytes = 1 << 17
        func line(idLength: Int) -> String {
            let filler = String(repeating: "x", count: 1 << 18)
            let id = String(repeating: "i", count: idLength)
            return #"{"jsonrpc":"2.0","method":"x","params":{"a":"\#(filler)"},"id":"\#(id)"}"#
        }
        let lines = [line(idLength: 100_000), line(idLength: 200_000), StdioTests.ping]
        let answers = try await StdioClient.transcript(of: lines, limits: limits)
        #expect(answers.map { $0["id"]?.stringValue?.utf8.count } == [100_000, nil])
        #expect(answers.first?["error"]?["code"] == -32600)
    }

    @Test(
        "an id that is none itself is not made of what stands around it",
        arguments: ["[1]2", "{}3", "4[]", "5 6", "7:8", #""a"{}"#, "\"a\" \"b\""]
    )
    func brokenID(id: String) async throws {
        let line = #"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#
        #expect(try await StdioClient.transcript(of: [line]) == [])
    }

    static let ids = [
        "9223372036854775808", "-9223372036854775809", "1e3", "1.0", "1.5", "-0.0", "1E+2", #""\ud800""#,
        #""a\udc00b""#, "123456789012345678901234567890",
    ]

    @Test("an id that no request may have is returned as it came", arguments: ids)
    func oddID(id: String) async throws {
        let line = #"{"jsonrpc":"2.0","id": \#(id) ,"method":"ping"}"#
        #expect(RequestID.answering(text: Array(id.utf8))?.description == id)
        let answers = try await StdioClient.transcript(of: [line])
        try #require(answers.count == 1)
        #expect(answers[0]["error"]?["code"] == -32600)
        #expect(try answers[0]["id"] == JSON(parsing: id))
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: line)
            #expect(answer.status == 400)
            #expect(answer.text.contains(#""id":\#(id),"#))
            #expect(answer.json?["error"]?["code"] == -32600)
        }
    }

    @Test("two ids with different halves of a pair are told apart")
    func halves() async throws {
        let text = Array(#"{"jsonrpc":"2.0","id":"\ud800","method":"ping"}"#.utf8)
        let message = Message(try JSON(parsing: text), in: text.span)
        guard case .refused(let id, _) = message else {
            Issue.record("\(message)")
            return
        }
        #expect(id == .refused(#""\ud800""#))
        #expect(id != .refused(#""\ud801""#))
    }

    static let invalid = [
        #"{"id":1,"method":"ping"}"#, #"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
        #"{"jsonrpc":2.0,"id":1,"method":"ping"}"#, #"{"jsonrpc":null,"method":"ping","id":1}"#,
    ]

    @Test("a request of another version of JSON-RPC", arguments: invalid)
    func otherVersion(line: String) async throws {
        let answers = try await StdioClient.transcript(of: [line])
        try #require(answers.count == 1)
        #expect(answers[0]["id"] == 1)
        #expect(answers[0]["error"]?["code"] == -32600)
    }

    @Test("of two ids the last counts, as it does in what can be read")
    func doubled() async throws {
        let answers = try await StdioClient.transcript(of: [
            #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"n":1e400},"\u0069d":2}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping","id":2}"#,
        ])
        #expect(answers.map { $0["id"] } == [2, 2])
    }

    @Test("a byte order mark is read before the first line only, and hides no id")
    func laterMark() async throws {
        let answers = try await StdioClient.transcript(of: [StdioTests.ping, "\u{FEFF}" + StdioTests.ping])
        #expect(answers.map { $0["id"] } == [1, 1])
        #expect(answers.last?["error"]?["code"] == -32700)
    }

    @Test("bytes that are no UTF-8 do not hide it")
    func invalidText() async throws {
        let answers = try await StdioClient.with { client in
            try await client.send(Array(#"{"jsonrpc":"2.0","method":"x","params":{"a":""#.utf8) + [0xFF, 0xC3])
            try await client.send(#"","n":1e400},"id":5}"# + "\n")
            client.closeInput()
            return try await client.rest()
        }
        #expect(answers.map { $0["id"] } == [5])
    }

    @Test("each request of a batch, in the revision that has batches")
    func batch() async throws {
        let line =
            #"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},"#
            + #"{"jsonrpc":"2.0","id":"two","method":"ping","params":{"n":1e400}}]"#
        let answers = try await StdioClient.transcript(of: [Messages.initialize(0, "2025-03-26"), line])
        try #require(answers.count == 2)
        guard case .array(let refusals) = answers[1] else {
            Issue.record("no array: \(answers[1])")
            return
        }
        #expect(refusals.map { $0["id"] } == [1, "two"])
        #expect(refusals.allSatisfy { $0["error"]?["code"] == -32700 })
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: line, ["MCP-Protocol-Version": "2025-03-26"])
            #expect(answer.status == 400)
            #expect(answer.json == answers[1])
            let other = try await server.ask(legacy: line, ["MCP-Protocol-Version": "2025-06-18"])
            #expect(other.json?["error"]?["code"] == -32700)
        }
    }
}
