import OrderedCollections
import Testing

@testable import JSONFormat
@testable import MCP

@Suite("Asking the client in the middle of a call")
struct InputRequiredTests {
    private static let asking = TestTool("ask") { _, context in
        try context.confirm("Delete 40 notes?", otherwise: "Call again with \"expected_count\":40.")
        return ToolResult(content: [.text("deleted")])
    }

    private static func call(
        _ id: JSON,
        responses: JSON? = nil,
        state: JSON? = nil,
        capabilities: JSON = ["elicitation": [:]],
        arguments: JSON = [:]
    ) -> String {
        var params: JSONObject = ["name": "ask", "arguments": arguments]
        params["inputResponses"] = responses
        params["requestState"] = state
        return Messages.modern(
            id,
            "tools/call",
            params,
            meta: ["io.modelcontextprotocol/clientCapabilities": capabilities]
        )
    }

    private static let accepted: JSON = ["confirm": ["action": "accept", "content": ["confirm": true]]]

    @Test("the question comes first, then the work, once the user has agreed")
    func confirms() async throws {
        try await StdioClient.with([Self.asking]) { client in
            try await client.send(Self.call(1) + "\n")
            let asked = try await client.next()
            #expect(asked["result"]?["resultType"] == "input_required")
            let request = asked["result"]?["inputRequests"]?["confirm"]
            #expect(request?["method"] == "elicitation/create")
            #expect(request?["params"]?["message"] == "Delete 40 notes?")
            let state = try #require(asked["result"]?["requestState"])
            try await client.send(Self.call(2, responses: Self.accepted, state: state) + "\n")
            let done = try await client.next()
            #expect(done["result"]?["resultType"] == "complete")
            #expect(done["result"]?["content"] == [["type": "text", "text": "deleted"]])
            // The state belongs to these arguments and to no others.
            try await client.send(
                Self.call(3, responses: Self.accepted, state: state, arguments: ["id": 1]) + "\n"
            )
            #expect(try await client.next()["error"]?["code"] == -32602)
        }
    }

    @Test("a person who does not agree, and an agreement without its question, change nothing")
    func declines() async throws {
        try await StdioClient.with([Self.asking]) { client in
            try await client.send(Self.call(1) + "\n")
            let state = try await client.next()["result"]?["requestState"]
            let answers: [JSON] = [
                ["confirm": ["action": "decline"]], ["confirm": ["action": "cancel"]],
                ["confirm": ["action": "accept", "content": ["confirm": false]]],
                ["confirm": ["action": "accept"]],
            ]
            for answer in answers {
                try await client.send(Self.call(2, responses: answer, state: state) + "\n")
                #expect(try await client.next()["result"]?["isError"] == true)
            }
            // Whoever agrees to nothing is asked.
            try await client.send(Self.call(3, responses: Self.accepted) + "\n")
            #expect(try await client.next()["result"]?["resultType"] == "input_required")
        }
    }

    @Test("a client that cannot ask its user learns how to agree in the call itself")
    func refuses() async throws {
        let answers = try await StdioClient.transcript(
            of: [
                Messages.call(1, "ask"), Self.call(2, capabilities: [:]),
                Self.call(3, capabilities: ["elicitation": ["url": [:]]]),
            ],
            [Self.asking]
        )
        for answer in answers {
            #expect(answer["result"]?["isError"] == true)
            let text = answer["result"]?["content"].map { "\($0)" } ?? ""
            #expect(text.contains("expected_count"))
        }
    }

    @Test("a client is never asked for what it has not declared")
    func undeclared() async throws {
        let tool = TestTool("ask") { _, _ in throw InputRequired(["model": .sampling([:]), "folders": .roots]) }
        let answers = try await StdioClient.transcript(
            of: [Self.call(1, capabilities: ["roots": [:]]), Messages.call(2, "ask")],
            [tool]
        ).byID
        #expect(answers.map { $0["error"]?["code"] } == [-32021, -32021])
        #expect(answers[0]["error"]?["data"] == ["requiredCapabilities": ["sampling": [:]]])
    }

    @Test("responses and states of the wrong shape are invalid parameters")
    func shapes() async throws {
        let answers = try await StdioClient.transcript(
            of: [
                Self.call(1, responses: 5), Self.call(2, responses: ["confirm": 5]), Self.call(3, state: 5),
                Self.call(4, state: "v1.forged.forged"),
            ],
            [Self.asking]
        )
        #expect(answers.allSatisfy { $0["error"]?["code"] == -32602 })
        #expect(answers.count == 4)
    }
}
