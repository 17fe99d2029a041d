import Logging
import Synchronization
import Testing

@testable import JSONFormat
@testable import MCP

@Suite("The handshake of revisions up to 2025-11-25")
struct HandshakeTests {
    @Test("a known revision is echoed", arguments: ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
    func echoed(version: String) async throws {
        let answers = try await StdioClient.transcript(of: [Messages.initialize(0, version)])
        #expect(
            answers == [
                [
                    "jsonrpc": "2.0", "id": 0,
                    "result": [
                        "protocolVersion": .string(version), "capabilities": ["tools": [:]],
                        "serverInfo": Messages.serverInfo, "instructions": "Call echo.",
                    ],
                ]
            ]
        )
    }

    @Test(
        "any other revision is answered with the newest of them, never an error and never 2026-07-28",
        arguments: ["2026-07-28", "2099-01-01", "2024-10-07", "", "nonsense"]
    )
    func newest(version: String) async throws {
        let answers = try await StdioClient.transcript(of: [Messages.initialize("a", version)])
        #expect(answers.map { $0["result"]?["protocolVersion"] } == ["2025-11-25"])
    }

    @Test("no tool is made before one is asked for, and each is made once")
    func toolsWait() {
        let made = Mutex(0)
        let server = MCPServer(
            ServerDescription(
                name: "x",
                title: "x",
                version: "1",
                instructions: "",
                tools: {
                    made.withLock { $0 += 1 }
                    return [TestTool.echo]
                }
            ),
            logger: Logger(label: "test")
        )
        let client = ClientState()
        func send(_ method: String) {
            _ = server.dispatch(Request(id: .int(1), method: method, params: [:]), from: client)
        }
        for method in ["initialize", "ping", "resources/list"] { send(method) }
        #expect(made.withLock { $0 } == 0)
        for _ in 0..<2 { send("tools/list") }
        #expect(made.withLock { $0 } == 1)
    }

    @Test("initialize without parameters is served")
    func lenient() async throws {
        let answers = try await StdioClient.transcript(of: [#"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#])
        #expect(answers.map { $0["result"]?["protocolVersion"] } == ["2025-11-25"])
    }

    @Test("initialize that claims a stateless revision is a handshake all the same")
    func claimed() async throws {
        let answers = try await StdioClient.transcript(of: [
            Messages.modern(1, "initialize", ["protocolVersion": "2025-06-18"])
        ])
        #expect(answers.map { $0["result"]?["protocolVersion"] } == ["2025-06-18"])
        #expect(answers[0]["result"]?["resultType"] == nil)
    }

    @Test("ping is answered with exactly an empty object, before and after the handshake")
    func ping() async throws {
        let answers = try await StdioClient.transcript(of: [
            Messages.legacy("p", "ping"), Messages.initialize(1, "2025-11-25"), Messages.legacy(2, "ping"),
        ])
        #expect(answers[0] == ["jsonrpc": "2.0", "id": "p", "result": [:]])
        #expect(answers[2] == ["jsonrpc": "2.0", "id": 2, "result": [:]])
    }

    @Test("tools are listed with all hints, with no resultType, whether or not a handshake came first")
    func tools() async throws {
        let answers = try await StdioClient.transcript(of: [
            Messages.legacy(1, "tools/list"), Messages.legacy(2, "tools/list", ["cursor": .null]),
        ])
        let tool: JSON = [
            "name": "echo", "title": "The tool echo", "description": "Does echo.",
            "inputSchema": ["type": "object", "properties": [:]],
            "outputSchema": ["type": "object", "properties": [:]],
            "annotations": [
                "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false,
            ],
        ]
        #expect(answers.map { $0["result"] } == [["tools": [tool]], ["tools": [tool]]])
    }

    @Test(
        "lists that clients ask for though they are not declared are empty",
        arguments: [
            ("resources/list", "resources"), ("resources/templates/list", "resourceTemplates"),
            ("prompts/list", "prompts"),
        ]
    )
    func undeclared(method: String, member: String) async throws {
        let answers = try await StdioClient.transcript(of: [Messages.legacy(1, method)])
        #expect(answers.map { $0["result"] } == [.object([member: []])])
    }
}
