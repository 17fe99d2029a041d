import JSONFormat
import Logging
import Synchronization
import Testing

@testable import MCP

@Suite("The queue of calls", .timeLimit(.minutes(1)))
struct CallQueueTests {
    private static let server = MCPServer(
        ServerDescription(
            name: "test",
            title: "Test",
            version: "1",
            instructions: "",
            tools: { [TestTool.hang(), TestTool.echo] }
        ),
        logger: Logger(label: "test")
    )

    private static func queue(running: Int = 8) -> CallQueue {
        CallQueue(
            running: running,
            waiting: 8,
            mayStart: { true },
            run: { await $0.run(on: server, notify: { _ in }) },
            whenFinished: {}
        )
    }

    /// A call of a tool, and the text of what it is answered with.
    private static func call(_ tool: String) throws -> (InFlightCall, answer: AsyncStream<String>) {
        let request = Request(id: .int(1), method: "tools/call", params: ["name": .string(tool)])
        let client = ClientState()
        guard case .call(let call) = server.dispatch(request, in: .v20251125, from: client) else {
            throw ToolError("\(tool) is no call")
        }
        let (answer, answered) = AsyncStream<String>.makeStream()
        let open = InFlightCall(call) { response in
            answered.yield(response.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "")
            answered.finish()
        }
        return (open, answer)
    }

    private static func text(_ answer: AsyncStream<String>) async -> String? { await answer.first { _ in true } }

    @Test("is drained once it is closed and its calls have ended, at once where there are none")
    func drained() async throws {
        let queue = Self.queue(running: 1)
        let calls = try (0..<5).map { _ in try Self.call("echo") }
        for (call, _) in calls { queue.add(call) }
        queue.close()
        await queue.drain()
        for (_, answer) in calls { #expect(await Self.text(answer)?.contains("\"isError\":false") == true) }
        await queue.drain()
    }

    @Test("giving up draining ends running, waiting and later calls")
    func abandoned() async throws {
        let queue = Self.queue(running: 1)
        let calls = try (0..<3).map { _ in try Self.call("hang") }
        for (call, _) in calls.prefix(2) { queue.add(call) }
        let draining = Task { await queue.drain() }
        draining.cancel()
        for (_, answer) in calls.prefix(2) { #expect(await Self.text(answer)?.contains("-32603") == true) }
        queue.add(calls[2].0)
        #expect(await Self.text(calls[2].answer)?.contains("-32603") == true)
        queue.close()
        await draining.value
    }
}
