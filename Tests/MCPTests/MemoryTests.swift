import Async
import Synchronization
import TestSupport
import Testing

@testable import HTTP
@testable import JSONFormat
@testable import MCP

@Suite("The memory of requests, answers and subscriptions", .timeLimit(.minutes(1)))
struct MemoryTests {
    /// An object whose value takes about forty times its text.
    private static func tiny(_ count: Int) -> JSON {
        ["a": .array(Array(repeating: ["b": 1], count: count))]
    }

    /// A tool that tells how much of a budget is taken while it runs.
    private static func gauge(_ budget: ByteBudget, _ most: MostBytes) -> TestTool {
        TestTool("gauge") { _, _ in
            most.note(budget.taken)
            await Task.yield()
            most.note(budget.taken)
            return ToolResult(content: [.text("ok")])
        }
    }

    private static func answer(of bytes: Int, annotations: ToolAnnotations = .readOnly) -> TestTool {
        TestTool("answer", annotations: annotations) { _, _ in
            ToolResult(content: [.text(String(repeating: "x", count: bytes))])
        }
    }

    // MARK: Requests

    @Test("over pipes, messages that do not fit beside each other wait until there is room, and all are served")
    func waits() async throws {
        let message = Messages.call(1, "gauge", Self.tiny(2_000))
        let needed = MCPServer.memory(of: message.utf8.span)
        let budget = ByteBudget(processBytes: 5 * needed / 2, callerBytes: 5 * needed / 2)
        let most = MostBytes()
        let lines = (0..<12).map { Messages.call(.int($0), "gauge", Self.tiny(2_000)) }
        let answers = try await StdioClient.transcript(
            of: lines,
            [Self.gauge(budget, most)],
            configure: { $0.memory = budget }
        )
        #expect(answers.count == 12)
        #expect(answers.allSatisfy { $0["result"]?["isError"] == false })
        #expect(most.bytes >= needed)
        #expect(most.bytes <= budget.processBytes)
        try await eventually { budget.taken == 0 }
    }

    @Test("over pipes, a message that never fits is refused by its id, and the next one is served")
    func neverFits() async throws {
        let answers = try await StdioClient.transcript(
            of: [Messages.call("large", "echo", Self.tiny(20_000)), Messages.legacy(2, "ping")],
            configure: { $0.memory = ByteBudget(processBytes: 1 << 20, callerBytes: 1 << 20) }
        )
        let refusal = try #require(answers.first { $0["id"] == "large" })
        #expect(refusal["error"]?["code"] == -32600)
        let text = try #require(refusal["error"]?["message"]?.stringValue)
        #expect(text.contains("may hold at most 1 MiB"))
        #expect(text.contains("less at once"))
        #expect(answers.contains { $0["id"] == 2 && $0["result"] != nil })
    }

    @Test("a batch is counted as a whole, and given back part by part")
    func batch() async throws {
        let budget = ByteBudget()
        let calls = (1...3).map { Messages.call(.int($0), "gauge", Self.tiny(100)) }.joined(separator: ",")
        let most = MostBytes()
        let answers = try await StdioClient.transcript(
            of: [Messages.initialize(0, "2025-03-26"), "[\(calls)]"],
            [Self.gauge(budget, most)],
            configure: { $0.memory = budget }
        )
        #expect(answers.count == 2)
        #expect(most.bytes > 0)
        try await eventually { budget.taken == 0 }
    }

    @Test("JSON text in an argument is counted as what it says")
    func textArgument() async throws {
        let text = JSON.string(Self.tiny(20_000).description)
        let answers = try await StdioClient.transcript(
            of: [Messages.call(1, "keep", ["value": text])],
            [Keep().handler],
            configure: { $0.memory = ByteBudget(processBytes: 2 << 20, callerBytes: 2 << 20) }
        )
        #expect(answers[0]["result"]?["isError"] == true)
        #expect(answers[0].description.contains("value is too large"))
    }

    @Test("over HTTP, what never fits is answered with 413, and what does not fit now with 503 and when to come again")
    func statuses() async throws {
        let release = Event()
        let started = Event()
        let large = Messages.call("l", "hold", Self.tiny(20_000))
        let needed = MCPServer.memory(of: large.utf8.span)
        let budget = ByteBudget(processBytes: 3 * needed / 2, callerBytes: 3 * needed / 2)
        try await TestEndpoint.with(
            [TestTool.hold(started: started, until: release)],
            describe: { $0.memory = budget }
        ) { server async throws in
            let huge = try await server.ask(legacy: Messages.call("h", "hold", Self.tiny(60_000)))
            #expect(huge.status == 413)
            #expect(huge.json?["id"] == "h")

            let connection = try server.connect()
            try await connection.send(server.post(large))
            try await started.wait()
            let second = try await server.ask(legacy: large)
            #expect(second.status == 503)
            #expect(second["retry-after"] == "1")
            #expect(second.json?["id"] == "l")
            #expect(second.json?["error"]?["message"]?.stringValue?.contains("call again") == true)
            #expect(try await server.ask(legacy: Messages.legacy(3, "ping")).json?["result"] == [:])
            release.happen()
            #expect(try await connection.answer().status == 200)
            try await eventually { budget.taken == 0 }
        }
    }

    // MARK: Answers

    @Test("an answer that does not fit is refused where the call only read, and delivered where it did something")
    func answers() async throws {
        let budget = ByteBudget(processBytes: 1 << 20, callerBytes: 1 << 20)
        let call = [Messages.call(1, "answer")]
        let reading = try await StdioClient.transcript(
            of: call,
            [Self.answer(of: 2 << 20)],
            configure: { $0.memory = budget }
        )
        #expect(reading[0]["result"]?["isError"] == true)
        #expect(reading[0].description.contains("may hold at most 1 MiB"))
        let writing = try await StdioClient.transcript(
            of: call,
            [Self.answer(of: 2 << 20, annotations: .adding)],
            configure: { $0.memory = budget }
        )
        #expect(writing[0]["result"]?["isError"] == false)
        try await eventually { budget.taken == 0 }
    }

    @Test("a client on pipes that does not read has its answers counted, and is read from no further")
    func unread() async throws {
        let budget = ByteBudget(processBytes: 64 << 20, callerBytes: 64 << 20)
        var limits = StdioTransport.Limits()
        limits.unreadBytes = 1 << 20
        limits.concurrentCalls = 4
        limits.waitingCalls = 4
        limits.flush = .zero
        let served = Mutex(0)
        let tool = TestTool("answer") { _, _ in
            served.withLock { $0 += 1 }
            return ToolResult(content: [.text(String(repeating: "x", count: 1 << 19))])
        }
        try await StdioClient.with([tool], limits: limits, reading: false, configure: { $0.memory = budget }) {
            client in
            let calls = (0..<20).map { Messages.call(.int($0), "answer") }.joined(separator: "\n")
            try await client.send(calls + "\n")
            try await eventually { budget.taken >= 1 << 20 }
            #expect(served.withLock { $0 } <= 8)
            client.closeOutput()
        }
        try await eventually { budget.taken == 0 }
    }

    // MARK: Subscriptions

    private static func listen(_ id: JSON, _ uris: [String]) -> String {
        let wishes: JSON = ["resourceSubscriptions": .array(uris.map { .string($0) })]
        return Messages.modern(id, "subscriptions/listen", ["notifications": wishes])
    }

    private static func offerNotes(_ description: inout ServerDescription) {
        description.resources = [Notes()]
        description.changes.resources = true
    }

    @Test("subscriptions are counted until they end, and refused where they do not fit")
    func subscriptions() async throws {
        // Room for one subscription, and for a request that asks for another.
        let budget = ByteBudget(processBytes: 2_100_000, callerBytes: 2_100_000)
        let uris = (0..<100).map { "a://\($0)-" + String(repeating: "x", count: 4000) }
        try await StdioClient.with(configure: {
            Self.offerNotes(&$0)
            $0.memory = budget
        }) { client in
            try await client.send(Self.listen(1, uris) + "\n")
            #expect(try await client.next()["method"] == "notifications/subscriptions/acknowledged")
            try await eventually { budget.taken > 2 * 100 * 4000 && budget.taken < 1_000_000 }
            try await client.send(Self.listen(2, uris.map { "\($0)y" }) + "\n")
            let refusal = try await client.next()
            #expect(refusal["id"] == 2)
            #expect(refusal["error"]?["message"]?.stringValue?.contains("MiB") == true)
            try await client.send(Messages.cancel(1) + "\n")
            try await eventually { budget.taken == 0 }
        }
    }

    @Test("what a client of the older revisions subscribes to is counted until it unsubscribes")
    func olderSubscriptions() async throws {
        let budget = ByteBudget()
        try await StdioClient.with(configure: {
            Self.offerNotes(&$0)
            $0.memory = budget
        }) { client in
            let note: JSONObject = ["uri": "a://1"]
            let greeting = Messages.initialize(0, "2025-11-25")
            try await client.send(greeting + "\n" + Messages.legacy(1, "resources/subscribe", note) + "\n")
            for _ in 0..<2 { _ = try await client.next() }
            try await eventually { budget.taken == MCPServer.subscriptionBytes(of: "a://1") }
            try await client.send(Messages.legacy(2, "resources/subscribe", note) + "\n")
            _ = try await client.next()
            try await eventually { budget.taken == MCPServer.subscriptionBytes(of: "a://1") }
            try await client.send(Messages.legacy(3, "resources/unsubscribe", note) + "\n")
            _ = try await client.next()
            try await eventually { budget.taken == 0 }
        }
    }

    @Test("a URI that can name no resource is refused, in every revision", arguments: ["b://1", "a://1/2", "", "a://"])
    func unknownURIs(_ uri: String) async throws {
        try await StdioClient.with(configure: Self.offerNotes) { client in
            try await client.send(Self.listen(1, ["a://1", uri]) + "\n")
            let modern = try await client.next()
            #expect(modern["error"]?["code"] == -32602)
            #expect(modern["error"]?["message"]?.stringValue?.contains("\"\(uri)\"") == true)
            let subscribe = Messages.legacy(2, "resources/subscribe", ["uri": .string(uri)])
            try await client.send(Messages.initialize(0, "2025-11-25") + "\n" + subscribe + "\n")
            _ = try await client.next()
            #expect(try await client.next()["error"]?["code"] == -32002)
        }
    }
}

/// The most bytes that were noted.
private final class MostBytes: Sendable {
    private let most = Mutex(0)

    var bytes: Int { most.withLock { $0 } }

    func note(_ bytes: Int) { most.withLock { $0 = max($0, bytes) } }
}

private struct Keep: Tool {
    static let definition = ToolDefinition(
        name: "keep",
        title: "Keep",
        description: "Keeps a value.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("What to keep.") var value: JSONObject
    }

    struct Output: ToolOutput {
        var count: Int
    }

    func call(_ input: Input, context: RequestContext) async throws -> Output { Output(count: input.value.count) }
}
