import Logging
import Testing

@testable import JSONFormat
@testable import MCP

@Suite("The end of a stdio server", .timeLimit(.minutes(1)))
struct ShutdownTests {
    @Test("everything sent before the end of input is answered")
    func drains() async throws {
        let answers = try await StdioClient.transcript(of: (0..<500).map { Messages.call(.int($0), "echo") })
        #expect(Set(answers.map { $0["id"] }) == Set((0..<500).map { .int($0) }))
    }

    @Test("a call that outlasts the drain is cancelled and answered with an error, as are those that wait behind it")
    func outlasts() async throws {
        let stopped = Event()
        let tool = TestTool.hang(stopped: stopped)
        var limits = StdioTransport.Limits.patient
        limits.drain = .milliseconds(20)
        limits.concurrentCalls = 1
        let answers = try await StdioClient.transcript(
            of: [Messages.call(1, "hang"), Messages.call(2, "hang"), Messages.legacy(3, "ping")],
            [tool],
            limits: limits
        )
        try await stopped.wait()
        #expect(Set(answers.map { $0["id"] }) == [1, 2, 3])
        #expect(answers.filter { $0["error"]?["code"] == -32603 }.count == 2)
    }

    @Test("a call in progress may only be repeated where that changes nothing more; a waiting one always")
    func unfinished() async throws {
        let hang: @Sendable (JSONObject, RequestContext) async throws -> ToolResult = { _, _ in
            try await Event().wait()
            return ToolResult()
        }
        let tools = [
            TestTool("add", annotations: .adding, hang), TestTool("overwrite", annotations: .overwriting, hang),
        ]
        var limits = StdioTransport.Limits.patient
        limits.drain = .milliseconds(20)
        limits.concurrentCalls = 2
        let answers = try await StdioClient.transcript(
            of: [Messages.call(1, "add"), Messages.call(2, "overwrite"), Messages.call(3, "add")],
            tools,
            limits: limits
        )
        let texts = Dictionary(uniqueKeysWithValues: answers.map { ($0["id"], $0["error"]?["message"]?.stringValue) })
        #expect(texts[1]??.contains("may or may not have been done") == true)
        #expect(texts[2]??.hasSuffix("call again") == true)
        #expect(texts[3]??.hasSuffix("call again") == true)
    }

    @Test("stopping ends a server whose input stays open, after its calls are answered")
    func stop() async throws {
        let (started, release) = (Event(), Event())
        let tool = TestTool.hold(started: started, until: release)
        try await StdioClient.with([tool]) { client in
            try await client.send(Messages.call(1, "hold") + "\n")
            try await started.wait()
            client.transport.stop()
            release.happen()
            #expect(try await client.rest().map { $0["id"] } == [1])
        }
    }

    @Test("stopping before the start ends it at once")
    func stopFirst() async throws {
        let server = MCPServer(
            ServerDescription(name: "x", title: "x", version: "1", instructions: "", tools: { [] }),
            logger: .init(label: "x")
        )
        // Descriptor 0 is never read.
        let transport = StdioTransport(input: 0, output: 1, logger: server.logger)
        transport.stop()
        try await transport.run(server)
    }

    @Test("a reader that cannot be started ends the server with an error")
    func noReader() async throws {
        let server = MCPServer(
            ServerDescription(name: "x", title: "x", version: "1", instructions: "", tools: { [] }),
            logger: .init(label: "x")
        )
        // Descriptor 0 is never read.
        var transport = StdioTransport(input: 0, output: 1, logger: server.logger)
        transport.readerStackBytes = 1 << 60
        let unable = transport
        await #expect(throws: StdioError.self) { try await unable.run(server) }
    }

    @Test("a client that stops reading ends the server, and its calls with it")
    func brokenPipe() async throws {
        let (started, stopped) = (Event(), Event())
        let tool = TestTool.hang(started: started, stopped: stopped)
        try await StdioClient.with([tool], reading: false) { client in
            try await client.send(Messages.call(1, "hang") + "\n")
            try await started.wait()
            client.closeOutput()
            try await client.send(Messages.legacy(2, "ping") + "\n")
            try await stopped.wait()
            try await client.ended.wait()
        }
    }

    @Test("a client that neither reads nor hangs up cannot keep the server alive")
    func unread() async throws {
        var limits = StdioTransport.Limits.patient
        limits.flush = .milliseconds(10)
        try await StdioClient.with(limits: limits, reading: false) { client in
            let text = JSON.string(String(repeating: "x", count: 1 << 20))
            try await client.send(Messages.call(1, "echo", ["text": text]) + "\n")
            client.closeInput()
            try await client.ended.wait()
        }
    }

    @Test("cancelling the serving task ends it, and open calls are answered")
    func taskCancelled() async throws {
        let started = Event()
        let tool = TestTool.hang(started: started)
        try await StdioClient.with([tool]) { client in
            try await client.send(Messages.call(1, "hang") + "\n")
            try await started.wait()
            client.cancelServing()
            #expect(try await client.rest().map { $0["error"]?["code"] } == [-32603])
        }
    }
}
