import MCP
import OrderedCollections
import Testing

@Suite("Mutated messages")
struct FuzzTests {
    static let corpus: [[UInt8]] = [
        Messages.initialize(1, "2025-06-18"), Messages.legacy(2, "ping"), Messages.legacy("three", "tools/list"),
        Messages.call(4, "echo", ["text": "é \u{1F600} \\ \"x\"", "n": [1, -2.5e3, true, .null]], token: 5),
        Messages.call("6", "fail", ["deep": [[[[["x"]]]]]]), Messages.legacy(7, "resources/templates/list"),
        Messages.modern(8, "server/discover"), Messages.modern("nine", "tools/list", ["cursor": .null]),
        Messages.modern(10, "tools/call", ["name": "echo", "arguments": ["a": 1]], meta: ["progressToken": "t"]),
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, #"{"jsonrpc":"2.0","id":11,"result":{"x":[]}}"#,
    ].map { Array($0.utf8) }

    /// What a client that follows the protocol expects of a line: an answer to this id, or none.
    static func awaitedID(_ line: [UInt8]) -> JSON? {
        guard let message = try? JSON(parsing: line), message["jsonrpc"] == "2.0", message["method"] != nil else {
            return nil
        }
        switch message["id"] {
        case .int, .string: return message["id"]
        default: return nil
        }
    }

    @Test(
        "each request whose id can be read has exactly one well-formed answer, and nothing else has any",
        arguments: [1, 2, 3, 4] as [UInt64]
    )
    func mutations(seed: UInt64) async throws {
        var mutator = Mutator(seed: seed)
        let lines = (0..<5000).map { _ in mutator.mutation(of: Self.corpus) }
        let tools = [
            TestTool.echo,
            TestTool("fail") { _, context in
                context.progress(1)
                throw ToolError("no")
            },
        ]
        let messages = try await StdioClient.with(tools) { client in
            try await client.send(Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")])
            try await client.send(Messages.legacy("the end", "ping") + "\n")
            client.closeInput()
            return try await client.rest()
        }

        var due: [JSON: Int] = ["the end": 1]
        for id in lines.compactMap(Self.awaitedID) { due[id, default: 0] += 1 }
        for message in messages {
            #expect(message["jsonrpc"] == "2.0")
            if message["method"] != nil {
                #expect(message["method"] == "notifications/progress" && message["id"] == nil)
                continue
            }
            #expect((message["result"] == nil) != (message["error"] == nil))
            if let error = message["error"] {
                #expect([-32600, -32601, -32602, -32022].contains(error["code"]))
                #expect(error["message"]?.stringValue != nil)
            }
            due[try #require(message["id"]), default: 0] -= 1
        }
        #expect(due.filter { $0.value != 0 } == [:])
    }
}
