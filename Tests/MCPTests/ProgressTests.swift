import Synchronization
import Testing

@testable import JSONFormat
@testable import MCP

@Suite("Progress")
struct ProgressTests {
    static let tool = TestTool("work") { _, context in
        context.progress(0, of: 3, message: "starting")
        return ToolResult()
    }

    @Test("a report carries the token as it was sent and comes before the answer", arguments: [JSON.int(0), "t", "7"])
    func token(token: JSON) async throws {
        let answers = try await StdioClient.transcript(of: [Messages.call(1, "work", token: token)], [Self.tool])
        try #require(answers.count == 2)
        #expect(
            answers[0] == [
                "jsonrpc": "2.0", "method": "notifications/progress",
                "params": ["progressToken": token, "progress": 0, "total": 3, "message": "starting"],
            ]
        )
        #expect(answers[1]["id"] == 1)
    }

    @Test("the stateless revision has the token in the same place")
    func stateless() async throws {
        let line = Messages.modern(1, "tools/call", ["name": "work"], meta: ["progressToken": 9])
        let answers = try await StdioClient.transcript(of: [line], [Self.tool])
        #expect(answers.first?["params"]?["progressToken"] == 9)
    }

    @Test("without a token, or with what is none, nothing is reported", arguments: [nil, JSON.null, 1.5, true, [1]])
    func noToken(token: JSON?) async throws {
        let answers = try await StdioClient.transcript(of: [Messages.call(1, "work", token: token)], [Self.tool])
        #expect(answers.map { $0["id"] } == [1])
    }

    @Test("a report after the answer goes nowhere")
    func late() async throws {
        let kept = Mutex<RequestContext?>(nil)
        let tool = TestTool("keep") { _, context in
            kept.withLock { $0 = context }
            return ToolResult()
        }
        try await StdioClient.with([tool]) { client in
            try await client.send(Messages.call(1, "keep", token: 1) + "\n")
            #expect(try await client.next()["id"] == 1)
            kept.withLock { $0 }?.progress(5)
            client.closeInput()
            #expect(try await client.rest() == [])
        }
    }

    @Test("reports that do not increase or come too soon are dropped")
    func dropped() {
        let clock = Mutex(ContinuousClock.now)
        let sent = Mutex<[Double]>([])
        let reporter = ProgressReporter(interval: .milliseconds(100), now: { clock.withLock { $0 } }) { done, _, _ in
            sent.withLock { $0.append(done) }
        }
        let steps: [(after: Int, done: Double)] = [
            (0, 1), (99, 2), (1, 3), (100, 3), (0, 2.5), (0, .nan), (0, .infinity), (0, 4), (50, 5), (50, 6),
        ]
        for step in steps {
            clock.withLock { $0 += .milliseconds(step.after) }
            reporter.report(step.done, nil, nil)
        }
        reporter.close()
        clock.withLock { $0 += .seconds(1) }
        reporter.report(7, nil, nil)
        #expect(sent.withLock { $0 } == [1, 3, 4, 6])
    }

    @Test("outside of a server every rising report is given on")
    func outside() {
        let sent = Mutex<[Double]>([])
        let context = RequestContext(requestID: .int(1)) { done, _, _ in sent.withLock { $0.append(done) } }
        for done in [1.0, 2, 2, 3] { context.progress(done) }
        #expect(sent.withLock { $0 } == [1, 2, 3])
    }
}
