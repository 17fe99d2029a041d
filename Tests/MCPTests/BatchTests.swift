import MCP
import TestSupport
import Testing

@testable import JSONFormat

@Suite("Batches, which revision 2025-03-26 has")
struct BatchTests {
    private func answers(to batch: String, negotiated version: String = "2025-03-26") async throws -> [JSON] {
        let answers = try await StdioClient.transcript(of: [Messages.initialize("i", version), batch])
        #expect(answers.first?["id"] == "i")
        return Array(answers.dropFirst())
    }

    private func batch(_ messages: String...) -> String { "[" + messages.joined(separator: ",") + "]" }

    @Test("one array answers all requests of a batch")
    func array() async throws {
        let answers = try await answers(
            to: batch(
                Messages.legacy(1, "ping"),
                #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
                Messages.call(2, "echo"),
                Messages.legacy("3", "nonsense"),
                "5",
                #"{"jsonrpc":"2.0","id":4,"method":9}"#
            )
        )
        try #require(answers.count == 1)
        guard case .array(let responses) = answers[0] else {
            Issue.record("no array")
            return
        }
        #expect(responses.count == 4)
        #expect(Set(responses.map { $0["id"] }) == [1, 2, "3", 4])
        #expect(responses.first { $0["id"] == 4 }?["error"]?["code"] == -32600)
    }

    @Test(
        "a message that names its own revision has no place in a batch, and does not keep the others from their answers"
    )
    func stateless() async throws {
        let listen = Messages.modern(2, "subscriptions/listen", ["notifications": [:]])
        let answers = try await answers(to: batch(Messages.legacy(1, "ping"), listen))
        guard case .array(let responses)? = answers.first else {
            Issue.record("no array")
            return
        }
        #expect(Set(responses.map { $0["id"] }) == [1, 2])
        #expect(responses.first { $0["id"] == 2 }?["error"]?["code"] == -32600)
    }

    @Test("a batch without a request is not answered", arguments: ["[]", "[5]", #"[{"jsonrpc":"2.0","method":"x"}]"#])
    func noRequest(batch: String) async throws {
        #expect(try await answers(to: batch) == [])
    }

    @Test("of a batch that shakes hands every request is refused")
    func handshake() async throws {
        let answers = try await answers(to: batch(Messages.initialize(1, "2025-06-18"), Messages.legacy(2, "ping")))
        try #require(answers.count == 1)
        guard case .array(let refusals) = answers[0] else {
            Issue.record("no array")
            return
        }
        #expect(refusals.map { $0["id"] } == [1, 2])
        #expect(refusals.allSatisfy { $0["error"]?["code"] == -32600 })
    }

    @Test("a request whose id no request may have is refused under that id as it came")
    func oddIDs() async throws {
        let ids = ["1", #""\ud800""#, "1e3", "18446744073709551616", #""\ufffd""#, #""\udc00""#]
        let line = "[" + ids.map { #"{"jsonrpc":"2.0","id":\#($0),"method":"ping"}"# }.joined(separator: ",") + "]"
        @Sendable func check(_ text: String) {
            for id in [#""\ud800""#, "1e3", "18446744073709551616", #""\udc00""#] {
                #expect(text.contains(#"{"jsonrpc":"2.0","id":\#(id),"error":{"code":-32600"#))
            }
            for id in ["1", "\"\u{FFFD}\""] { #expect(text.contains(#"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#)) }
        }
        try await StdioClient.with { client in
            try await client.send(Messages.initialize(0, "2025-03-26") + "\n" + line + "\n")
            _ = try await client.next()
            check(try await client.nextLine())
        }
        try await TestEndpoint.with { server async throws in
            check(try await server.ask(legacy: line, ["MCP-Protocol-Version": "2025-03-26"]).text)
        }
    }

    /// The revisions without batches; nil for a client that has not shaken hands.
    static let otherRevisions = ["2024-11-05", "2025-06-18", "2025-11-25", nil]

    @Test("under any other revision each request in an array is refused by itself", arguments: otherRevisions)
    func otherRevision(version: String?) async throws {
        let array = batch(
            Messages.legacy(1, "ping"),
            Messages.modern("two", "tools/list"),
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            "5",
            Messages.call(3, "echo"),
            #"{"jsonrpc":"1.0","id":4,"method":7}"#
        )
        let unreadable = array.replacing("5", with: #"{"n":1e400}"#)
        for line in [array, unreadable, " " + array] {
            let hello = version.map { [Messages.initialize("i", $0)] } ?? []
            let answers = try await StdioClient.transcript(of: hello + [line, StdioTests.ping])
            let refusals = answers.dropFirst(hello.count).dropLast()
            #expect(refusals.map { $0["id"] } == [1, "two", 3, 4])
            #expect(refusals.allSatisfy { $0["error"]?["code"] == -32600 })
            #expect(answers.last == StdioTests.pong)
        }
    }

    @Test("an array without a request is not answered under any revision", arguments: otherRevisions)
    func noRequest(version: String?) async throws {
        let lines = ["[]", "[5]", #"[{"jsonrpc":"2.0","method":"x"}]"#, #"[{"jsonrpc":"2.0","id":1,"result":{}}]"#]
        let hello = version.map { [Messages.initialize("i", $0)] } ?? []
        #expect(try await StdioClient.transcript(of: hello + lines).count == hello.count)
    }

    @Test("a call cancelled within a batch is missing from the answer")
    func cancelled() async throws {
        let started = Event()
        let tool = TestTool.hang(started: started)
        try await StdioClient.with([tool]) { client in
            try await client.send(Messages.initialize(0, "2025-03-26") + "\n")
            _ = try await client.next()
            try await client.send(batch(Messages.call(1, "hang"), Messages.legacy(2, "ping")) + "\n")
            try await started.wait()
            try await client.send(Messages.cancel(1) + "\n")
            #expect(try await client.next() == [["jsonrpc": "2.0", "id": 2, "result": [:]]])
        }
    }
}
