import MCP
import Testing

@testable import JSONFormat

@Suite("Malformed messages")
struct ErrorTests {
    static let refused: [(String, JSON)] = [
        (#"{"jsonrpc":"2.0","id":1,"method":5}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1,"method":null}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"nonsense"}"#, -32601),
        (#"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#, -32601),
        (#"{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"info"}}"#, -32601),
        (#"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a:b"}}"#, -32601),
        (#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":5}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":5}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"missing"}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":[]}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":"{}"}}"#, -32602),
    ]

    @Test("a request whose id can be read is answered with its error", arguments: refused)
    func refuses(line: String, code: JSON) async throws {
        let answers = try await StdioClient.transcript(of: [line])
        try #require(answers.count == 1)
        #expect(answers[0]["id"] == 1)
        #expect(answers[0]["error"]?["code"] == code)
        #expect(answers[0]["error"]?["message"]?.stringValue?.isEmpty == false)
    }

    static let ids: [JSON] = [0, -1, 1, .int(.max), .int(.min), "", "1", "é\u{0}😀", "\u{FFFD}"]

    @Test("an id comes back as it was sent, in results and in errors", arguments: ids)
    func id(id: JSON) async throws {
        let answers = try await StdioClient.transcript(of: [
            Messages.legacy(id, "ping"), Messages.legacy(id, "nonsense"), Messages.call(id, "echo"),
        ])
        #expect(answers.map { $0["id"] } == [id, id, id])
    }

    static let silent: [String] = [
        "{", "nonsense", #"{"jsonrpc":"2.0","id":1,"method":"ping"} x"#, "5", "null", #""ping""#, "[]", "[[]]",
        #"[{"jsonrpc":"2.0","method":"ping"}]"#, "{}",
        #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":true,"method":"ping"}"#,
        #"{"jsonrpc":"2.0","id":[1],"method":"ping"}"#, #"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"ping"}}"#, #"{"jsonrpc":"2.0","id":1,"method":"ping""#,
        #"{"jsonrpc":"2.0","method":"ping","id":1"#, #"{"jsonrpc":"2.0","id":NaN,"method":"ping"}"#,
        #"{'jsonrpc':'2.0','id':1,'method':'ping'}"#, #"{"jsonrpc":"1.0","method":"ping"}"#,
        #"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}"#,
        #"{"jsonrpc":"2.0","method":"ping"}"#, #"{"jsonrpc":"2.0","method":7}"#,
        #"{"jsonrpc":"2.0","method":"tools/list"}"#,
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        #"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"#,
        #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#,
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":null}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":[]}"#,
        #"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}"#, "", " ", "\t", "\r",
    ]

    @Test("whatever is no request gets no answer, and the server goes on", arguments: silent)
    func ignores(line: String) async throws {
        let answers = try await StdioClient.transcript(of: [line, Messages.legacy(2, "ping")])
        #expect(answers == [["jsonrpc": "2.0", "id": 2, "result": [:]]])
    }

    @Test("unknown members are ignored")
    func unknownMembers() async throws {
        let line = #"{"x":{"id":5},"jsonrpc":"2.0","id":2,"method":"ping","params":{"y":1,"_meta":5},"z":null}"#
        #expect(try await StdioClient.transcript(of: [line]) == [["jsonrpc": "2.0", "id": 2, "result": [:]]])
    }
}
