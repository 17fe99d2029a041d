import Logging
import MCP
import TestSupport
import Testing

@testable import JSONFormat

@Suite("Tool calls")
struct ToolCallTests {
    @Test("structured content and its text say the same, byte for byte")
    func structured() async throws {
        let arguments: JSON = ["q": "tea \"&\" é\n😀", "n": [1, 2.5, .null], "o": ["z": 1, "a": 2]]
        let answers = try await StdioClient.transcript(of: [Messages.call(1, "echo", arguments)])
        #expect(
            answers.map { $0["result"] } == [
                [
                    "content": [["type": "text", "text": .string(arguments.description)]],
                    "structuredContent": arguments, "isError": false,
                ]
            ]
        )
    }

    @Test("content given by the tool is kept")
    func content() async throws {
        let tool = TestTool("two") { _, _ in
            ToolResult(content: [.text("a"), .text("b")], structuredContent: ["n": 1])
        }
        let answers = try await StdioClient.transcript(of: [Messages.call(1, "two")], [tool])
        #expect(
            answers[0]["result"]?["content"] == [["type": "text", "text": "a"], ["type": "text", "text": "b"]]
        )
    }

    @Test("arguments may be absent or null", arguments: [nil, JSON.null, [:]])
    func noArguments(arguments: JSON?) async throws {
        var params: JSONObject = ["name": "echo"]
        params["arguments"] = arguments
        let answers = try await StdioClient.transcript(of: [Messages.legacy(1, "tools/call", params)])
        #expect(answers[0]["result"]?["structuredContent"] == [:])
    }

    private struct Secret: Error {}

    @Test("a tool's own error is a result that says what it said")
    func toolError() async throws {
        let tool = TestTool("bad") { _, _ in throw ToolError("limit must be 1...100, not 0") }
        let answers = try await StdioClient.transcript(of: [Messages.call(1, "bad")], [tool])
        #expect(
            answers.map { $0["result"] } == [
                ["content": [["type": "text", "text": "limit must be 1...100, not 0"]], "isError": true]
            ]
        )
    }

    @Test("any other error is a result too, and tells only what the server's description lets it tell")
    func otherError() async throws {
        let tool = TestTool("bad") { _, _ in throw Secret() }
        let plain = try await StdioClient.transcript(of: [Messages.call(1, "bad")], [tool])
        let text = try #require(plain[0]["result"]?["content"]?.description)
        #expect(plain[0]["result"]?["isError"] == true)
        #expect(!text.contains("Secret"))
        let described = try await StdioClient.transcript(of: [Messages.call(1, "bad")], [tool]) {
            $0 is Secret ? CallFailure(.fault, "it is a secret") : nil
        }
        #expect(described[0]["result"]?["content"] == [["type": "text", "text": "it is a secret"]])
    }

    @Test("only failures whose reason no caller learns are errors in the log")
    func logged() async throws {
        let tools = [
            TestTool("wrong") { _, _ in throw ToolError("say what") }, TestTool("known") { _, _ in throw Secret() },
            TestTool("unknown") { _, _ in throw CancellationError() },
        ]
        let recorder = LogRecorder()
        _ = try await StdioClient.transcript(
            of: [Messages.call(1, "wrong"), Messages.call(2, "known"), Messages.call(3, "unknown")],
            tools,
            logger: recorder.logger
        ) { $0 is Secret ? CallFailure(.fault, "it is a secret") : nil }
        let levels = recorder.entries.map { "\($0.metadata["call"] ?? "") \($0.level)" }
        #expect(levels.sorted() == ["known info", "unknown error"])
    }

    @Test("a cancellation the tool made up itself is a failure like any other")
    func ownCancellation() async throws {
        let tool = TestTool("bad") { _, _ in throw CancellationError() }
        let answers = try await StdioClient.transcript(of: [Messages.call(1, "bad")], [tool])
        #expect(answers[0]["result"]?["isError"] == true)
    }

    @Test("calls run concurrently: one that waits for another blocks nothing")
    func concurrent() async throws {
        let event = Event()
        let tools = [
            TestTool("wait") { _, _ in
                try await event.wait()
                return ToolResult()
            },
            TestTool("release") { _, _ in
                event.happen()
                return ToolResult()
            },
        ]
        let answers = try await StdioClient.transcript(
            of: [Messages.call(1, "wait"), Messages.call(2, "release")],
            tools
        )
        #expect(Set(answers.map { $0["id"] }) == [1, 2])
        #expect(answers.allSatisfy { $0["result"]?["isError"] == false })
    }

    @Test("of two tools of one name the first is served")
    func sameName() async throws {
        let tools = [
            TestTool("x") { _, _ in ToolResult(structuredContent: ["n": 1]) },
            TestTool("x") { _, _ in ToolResult(structuredContent: ["n": 2]) },
        ]
        let answers = try await StdioClient.transcript(
            of: [Messages.call(1, "x"), Messages.legacy(2, "tools/list")],
            tools
        )
        #expect(answers.first { $0["id"] == 1 }?["result"]?["structuredContent"] == ["n": 1])
        guard case .array(let listed)? = answers.first(where: { $0["id"] == 2 })?["result"]?["tools"] else {
            Issue.record("no list")
            return
        }
        #expect(listed.count == 1)
    }
}
