import MCP
import Testing

@testable import JSONFormat

@Suite("Cancellation")
struct CancellationTests {
    @Test("a cancelled call is stopped and never answered; the others go on", arguments: [JSON.int(1), "1", "é"])
    func running(id: JSON) async throws {
        let (started, stopped) = (Event(), Event())
        let tool = TestTool.hang(started: started, stopped: stopped)
        try await StdioClient.with([tool, .echo]) { client in
            try await client.send(Messages.call(id, "hang") + "\n")
            try await started.wait()
            // The same text as a number, or the same number as a text, is another id.
            let other: JSON = id == 1 ? "1" : 1
            try await client.send(Messages.cancel(other) + "\n" + Messages.call(2, "echo") + "\n")
            #expect(try await client.next()["id"] == 2)
            try await client.send(Messages.cancel(id) + "\n")
            try await stopped.wait()
            try await client.send(Messages.legacy(3, "ping") + "\n")
            client.closeInput()
            #expect(try await client.rest().map { $0["id"] } == [3])
        }
    }

    @Test("work that ends in spite of being cancelled is not answered either, nor reports progress")
    func stubborn() async throws {
        let (started, ended) = (Event(), Event())
        let tool = TestTool("stubborn") { _, context in
            started.happen()
            await withTaskCancellationHandler {
                try? await Event().wait()
            } onCancel: {
                context.progress(1)
            }
            context.progress(2)
            ended.happen()
            return ToolResult(content: [.text("done")])
        }
        try await StdioClient.with([tool]) { client in
            try await client.send(Messages.call(1, "stubborn", token: 5) + "\n")
            try await started.wait()
            try await client.send(Messages.cancel(1) + "\n")
            try await ended.wait()
            client.closeInput()
            #expect(try await client.rest() == [])
        }
    }

    @Test("a call that still waits for its turn is cancelled without ever starting")
    func waiting() async throws {
        let (started, release) = (Event(), Event())
        let tools = [
            TestTool.hold(started: started, until: release),
            TestTool("never") { _, _ in
                Issue.record("started")
                return ToolResult()
            },
        ]
        var limits = StdioTransport.Limits.patient
        limits.concurrentCalls = 1
        try await StdioClient.with(tools, limits: limits) { client in
            try await client.send(Messages.call(1, "hold") + "\n")
            try await started.wait()
            try await client.send(Messages.call(2, "never") + "\n" + Messages.cancel(2) + "\n")
            // The answer to the ping tells that the cancellation was read.
            try await client.send(Messages.legacy(3, "ping") + "\n")
            #expect(try await client.next()["id"] == 3)
            release.happen()
            client.closeInput()
            #expect(try await client.rest().map { $0["id"] } == [1])
        }
    }

    @Test("ids that look the same and are of other bytes are two")
    func canonicallyEqual() async throws {
        let (composed, decomposed): (JSON, JSON) = ("\u{E9}", "e\u{301}")
        let started = [Event(), Event()]
        // One each: an event that one task stops waiting for is over for all who wait for it.
        let release = [Event(), Event()]
        let tool = TestTool("hold") { arguments, _ in
            let call = arguments["n"] == 1 ? 0 : 1
            started[call].happen()
            try await release[call].wait()
            return ToolResult()
        }
        try await StdioClient.with([tool]) { client in
            try await client.send(
                Messages.call(composed, "hold", ["n": 1]) + "\n" + Messages.call(decomposed, "hold", ["n": 2]) + "\n"
            )
            for event in started { try await event.wait() }
            // The answer to the ping tells that the cancellation was read.
            try await client.send(Messages.cancel(decomposed) + "\n" + Messages.legacy(3, "ping") + "\n")
            #expect(try await client.next()["id"] == 3)
            release[0].happen()
            client.closeInput()
            #expect(try await client.rest().map { $0["id"]?.stringValue.map { Array($0.utf8) } } == [[0xC3, 0xA9]])
        }
    }

    @Test("an id in use twice: both calls are answered, and cancelling it cancels both")
    func sameID() async throws {
        let answers = try await StdioClient.transcript(
            of: [Messages.call(7, "echo", ["n": 1]), Messages.call(7, "echo", ["n": 2])])
        #expect(answers.map { $0["id"] } == [7, 7])
        #expect(Set(answers.map { $0["result"]?["structuredContent"] }) == [["n": 1], ["n": 2]])

        let started = [Event(), Event()]
        let tool = TestTool("hang") { arguments, _ in
            started[arguments["n"] == 1 ? 0 : 1].happen()
            try await Event().wait()
            return ToolResult()
        }
        try await StdioClient.with([tool]) { client in
            try await client.send(
                Messages.call(7, "hang", ["n": 1]) + "\n" + Messages.call(7, "hang", ["n": 2]) + "\n"
            )
            for event in started { try await event.wait() }
            try await client.send(Messages.cancel(7) + "\n")
            client.closeInput()
            #expect(try await client.rest() == [])
        }
    }
}
