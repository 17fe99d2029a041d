import MCP
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

    @Test("a batch that shakes hands is ignored")
    func handshake() async throws {
        #expect(try await answers(to: batch(Messages.initialize(1, "2025-06-18"), Messages.legacy(2, "ping"))) == [])
    }

    @Test("under any other revision an array is ignored", arguments: ["2024-11-05", "2025-06-18", "2025-11-25"])
    func otherRevision(version: String) async throws {
        #expect(try await answers(to: batch(Messages.legacy(1, "ping")), negotiated: version) == [])
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
