import Async
import HTTP
import MCP
import OrderedCollections
import TestSupport
import Testing

@testable import JSONFormat

@Suite("HTTP: answers that take time")
struct AnswerTests {
    private static let counting = TestTool("count") { arguments, context in
        context.progress(1, of: 2, message: "half")
        return ToolResult(structuredContent: arguments)
    }

    @Test("a call without a token is answered with JSON")
    func json() async throws {
        try await TestEndpoint.with([Self.counting]) { server async throws in
            let answer = try await server.ask(legacy: Messages.call(1, "count", ["a": 1]))
            #expect(answer["content-type"] == "application/json")
            #expect(answer.json?["result"]?["structuredContent"] == ["a": 1])
        }
    }

    @Test("progress makes a stream of events, whose last is the response; then the connection goes on")
    func progress() async throws {
        try await TestEndpoint.with([Self.counting]) { server async throws in
            let connection = try server.connect()
            for request in [
                server.post(Messages.call(1, "count", token: 5)),
                server.modern(1, "tools/call", ["name": "count"], meta: ["progressToken": 5]),
            ] {
                try await connection.send(request)
                let head = try await connection.head()
                #expect(head.status == 200)
                #expect(head["content-type"] == "text/event-stream")
                #expect(head["cache-control"] == "no-cache")
                #expect(head["x-accel-buffering"] == "no")
                let progress = try await connection.message()
                #expect(progress?["method"] == "notifications/progress")
                #expect(progress?["params"] == ["progressToken": 5, "progress": 1, "total": 2, "message": "half"])
                #expect(try await connection.message()?["id"] == 1)
                #expect(try await connection.event() == nil)
            }
            try await connection.send(server.post(Messages.legacy(2, "ping")))
            #expect(try await connection.answer().json?["id"] == 2)
        }
    }

    @Test("a token alone makes no stream where there is nothing to tell")
    func silent() async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: Messages.call(1, "echo", token: 5))
            #expect(answer["content-type"] == "application/json")
        }
    }

    @Test("who reads no events gets none, whatever it asks for", arguments: ["application/json", "*/*", ""])
    func noEvents(accept: String) async throws {
        try await TestEndpoint.with([Self.counting], configure: { $0.limits.pingInterval = .milliseconds(1) }) {
            server async throws in
            let answer = try await server.ask(legacy: Messages.call(1, "count", token: 5), ["Accept": accept])
            #expect(answer["content-type"] == "application/json")
            #expect(answer.json?["result"] != nil)
        }
    }

    @Test("log messages come as events where the request wants them")
    func log() async throws {
        let tool = TestTool("talk") { _, context in
            context.log(.info, "hello", logger: "test")
            return ToolResult(content: [.text("done")])
        }
        try await TestEndpoint.with([tool], describe: { $0.hasLogging = true }) { server async throws in
            let connection = try server.connect()
            let level: JSONObject = ["io.modelcontextprotocol/logLevel": "info"]
            try await connection.send(server.modern(1, "tools/call", ["name": "talk"], meta: level))
            #expect(try await connection.head()["content-type"] == "text/event-stream")
            #expect(try await connection.message()?["params"]?["data"] == "hello")
            #expect(try await connection.message()?["id"] == 1)
            let quiet = try await server.ask(server.modern(1, "tools/call", ["name": "talk"]))
            #expect(quiet["content-type"] == "application/json")
        }
    }

    @Test("a call that takes long becomes a stream, with comments until the answer")
    func long() async throws {
        let release = Event()
        let tool = TestTool.hold(until: release)
        try await TestEndpoint.with([tool], configure: { $0.limits.pingInterval = .milliseconds(5) }) {
            server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hold")))
            #expect(try await connection.head()["content-type"] == "text/event-stream")
            for _ in 0..<3 { #expect(try await connection.event() == ":\n\n") }
            release.happen()
            #expect(try await connection.message()?["id"] == 1)
            #expect(try await connection.event() == nil)
        }
    }

    @Test("an error comes as an event of status 200 once the stream is open")
    func lateError() async throws {
        let tool = TestTool("ask") { _, context in
            context.progress(1)
            throw InputRequired(["q": .roots])
        }
        try await TestEndpoint.with([tool]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.modern(1, "tools/call", ["name": "ask"], meta: ["progressToken": "t"]))
            #expect(try await connection.head().status == 200)
            #expect(try await connection.message()?["params"]?["progressToken"] == "t")
            #expect(try await connection.message()?["error"]?["code"] == -32021)
        }
    }

    @Test("calls of several connections run at the same time")
    func parallel() async throws {
        let (one, two) = (Event(), Event())
        let tool = TestTool("meet") { arguments, _ in
            let (mine, other) = arguments["n"] == 1 ? (one, two) : (two, one)
            mine.happen()
            try await other.wait()
            return ToolResult(structuredContent: arguments)
        }
        try await TestEndpoint.with([tool]) { server async throws in
            async let first = server.ask(legacy: Messages.call(1, "meet", ["n": 1]))
            async let second = server.ask(server.modern(1, "tools/call", ["name": "meet", "arguments": ["n": 2]]))
            #expect(try await first.json?["result"]?["structuredContent"] == ["n": 1])
            #expect(try await second.json?["result"]?["structuredContent"] == ["n": 2])
        }
    }

    @Test("big answers arrive whole")
    func big() async throws {
        try await TestEndpoint.with { server async throws in
            let text = JSON.string(String(repeating: "ü", count: 1_500_000))
            let answer = try await server.ask(legacy: Messages.call(1, "echo", ["text": text]))
            #expect(answer.json?["result"]?["structuredContent"]?["text"] == text)
        }
    }
}

@Suite("HTTP: clients that hang up", .timeLimit(.minutes(2)))
struct DisconnectTests {
    enum Way: CaseIterable, Sendable { case close, reset }

    private static func hangUp(_ connection: RawHTTPConnection, _ way: Way) {
        switch way {
        case .close: connection.close()
        case .reset: connection.reset()
        }
    }

    @Test("in the stateless revision the work is stopped, though nothing is being written", arguments: Way.allCases)
    func stateless(way: Way) async throws {
        let (started, stopped) = (Event(), Event())
        try await TestEndpoint.with([TestTool.hang(started: started, stopped: stopped)]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.modern(1, "tools/call", ["name": "hang"]))
            try await started.wait()
            Self.hangUp(connection, way)
            try await stopped.wait()
            #expect(try await server.ask(legacy: Messages.legacy(1, "ping")).status == 200)
        }
    }

    @Test("in the stateless revision the work is stopped within a stream too", arguments: Way.allCases)
    func streaming(way: Way) async throws {
        let (started, stopped) = (Event(), Event())
        try await TestEndpoint.with([TestTool.hang(started: started, stopped: stopped)]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.modern(1, "tools/call", ["name": "hang"], meta: ["progressToken": 1]))
            #expect(try await connection.head().status == 200)
            try await started.wait()
            Self.hangUp(connection, way)
            try await stopped.wait()
        }
    }

    @Test(
        "after a handshake work that changes something is finished and its answer dropped",
        arguments: Way.allCases,
        [nil, 1] as [JSON?]
    )
    func handshake(way: Way, token: JSON?) async throws {
        let (started, release, ended) = (Event(), Event(), Event())
        let tool = TestTool("hold", annotations: .overwriting) { _, context in
            context.progress(1)
            started.happen()
            try await release.wait()
            context.progress(2)
            ended.happen()
            return ToolResult()
        }
        try await TestEndpoint.with([tool], configure: { $0.limits.pingInterval = .milliseconds(5) }) {
            server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hold", token: token)))
            try await started.wait()
            Self.hangUp(connection, way)
            // Another request: by its answer the server has had its turn.
            #expect(try await server.ask(legacy: Messages.legacy(1, "ping")).status == 200)
            release.happen()
            try await ended.wait()
        }
    }

    /// Clients that read events, and clients that do not.
    private static let accepted = ["application/json, text/event-stream", "application/json", "*/*"]

    @Test("after a handshake work that only reads is stopped", arguments: Way.allCases, accepted)
    func reading(way: Way, accept: String) async throws {
        let (started, stopped) = (Event(), Event())
        try await TestEndpoint.with(
            [TestTool.hang(started: started, stopped: stopped)],
            configure: { $0.limits.pingInterval = .milliseconds(5) }
        ) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hang"), ["Accept": accept]))
            try await started.wait()
            Self.hangUp(connection, way)
            try await stopped.wait()
        }
    }

    @Test("a batch that only reads is stopped too", arguments: Way.allCases)
    func batch(way: Way) async throws {
        let (started, stopped) = (Event(), Event())
        try await TestEndpoint.with([TestTool.hang(started: started, stopped: stopped)]) { server async throws in
            let connection = try server.connect()
            let fields: RawFields = ["MCP-Protocol-Version": "2025-03-26", "Accept": "application/json"]
            try await connection.send(server.post("[\(Messages.call(1, "hang"))]", fields))
            try await started.wait()
            Self.hangUp(connection, way)
            try await stopped.wait()
        }
    }

    @Test("a client without events that only ends its own side is answered, after an interim answer")
    func halfClosedWithoutEvents() async throws {
        let (started, release) = (Event(), Event())
        try await TestEndpoint.with([TestTool.hold(started: started, until: release)]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hold"), ["Accept": "application/json"]))
            try await started.wait()
            connection.endSending()
            #expect(try await connection.answer().status == 100)
            release.happen()
            #expect(try await connection.answer().json?["result"] != nil)
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test("a client that only ends its own side is answered after a handshake")
    func halfClosed() async throws {
        try await TestEndpoint.with { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "echo", ["a": 1])))
            connection.endSending()
            #expect(try await connection.answer().json?["result"]?["structuredContent"] == ["a": 1])
            #expect(try await connection.untilClosed() == [])
        }
    }

    @Test("a cancellation after a handshake is accepted and stops nothing: ids are no one's own without a session")
    func cancellation() async throws {
        let (started, release) = (Event(), Event())
        let tool = TestTool.hold(started: started, until: release)
        try await TestEndpoint.with([tool]) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.post(Messages.call(1, "hold")))
            try await started.wait()
            #expect(try await server.ask(legacy: Messages.cancel(1)).status == 202)
            release.happen()
            #expect(try await connection.answer().json?["result"] != nil)
        }
    }
}

@Suite("HTTP: subscriptions", .timeLimit(.minutes(2)))
struct HTTPListenTests {
    private static let wishes: JSONObject = [
        "notifications": ["toolsListChanged": true, "resourceSubscriptions": ["a:b"]]
    ]

    private static func changing(_ hub: ChangeHub) -> (inout ServerDescription) -> Void {
        {
            $0.changes = .init(tools: true, resources: true)
            $0.resources = [Notes()]
            $0.hub = hub
        }
    }

    /// A connection on which a subscription has been acknowledged.
    private func subscribe(_ id: JSON = 9, to server: TestEndpoint) async throws -> RawHTTPConnection {
        let connection = try server.connect()
        try await connection.send(server.modern(id, "subscriptions/listen", Self.wishes))
        #expect(try await connection.head().status == 200)
        #expect(try await connection.message() != nil)
        return connection
    }

    @Test("are acknowledged at once, told of changes, and ended with their result when the server stops")
    func life() async throws {
        let hub = ChangeHub()
        try await TestEndpoint.with(describe: Self.changing(hub)) { server async throws in
            let connection = try server.connect()
            try await connection.send(server.modern(9, "subscriptions/listen", Self.wishes))
            let head = try await connection.head()
            #expect(head.status == 200)
            #expect(head["content-type"] == "text/event-stream")
            let subscription: JSON = ["io.modelcontextprotocol/subscriptionId": 9]
            let acknowledgement = try await connection.message()
            #expect(acknowledgement?["method"] == "notifications/subscriptions/acknowledged")
            #expect(acknowledgement?["params"]?["_meta"] == subscription)
            hub.publish(.resource(uri: "a:b"))
            let update = try await connection.message()
            #expect(update?["method"] == "notifications/resources/updated")
            #expect(update?["params"]?["_meta"] == subscription)
            server.stop()
            #expect(
                try await connection.message() == [
                    "jsonrpc": "2.0", "id": 9, "result": ["resultType": "complete", "_meta": subscription],
                ]
            )
            #expect(try await connection.event() == nil)
            #expect(try await connection.untilClosed() == [])
            await server.ended.wait()
        }
    }

    @Test("take no place from requests")
    func places() async throws {
        let hub = ChangeHub()
        try await TestEndpoint.with(describe: Self.changing(hub), configure: { $0.limits.requests = 1 }) {
            server async throws in
            var connections: [RawHTTPConnection] = []
            for id in 0..<3 {
                connections.append(try await subscribe(.int(Int64(id)), to: server))
            }
            #expect(try await server.ask(legacy: Messages.legacy(1, "ping")).status == 200)
            hub.publish(.tools)
            for connection in connections {
                #expect(try await connection.message()?["method"] == "notifications/tools/list_changed")
            }
        }
    }

    @Test("show that they are alive")
    func comments() async throws {
        let hub = ChangeHub()
        try await TestEndpoint.with(
            describe: Self.changing(hub),
            configure: { $0.limits.pingInterval = .milliseconds(5) }
        ) { server async throws in
            let connection = try await subscribe(to: server)
            for _ in 0..<3 { #expect(try await connection.event() == ":\n\n") }
        }
    }

    @Test("end when the client hangs up", arguments: DisconnectTests.Way.allCases)
    func hangUp(way: DisconnectTests.Way) async throws {
        let hub = ChangeHub()
        try await TestEndpoint.with(describe: Self.changing(hub)) { server async throws in
            let connection = try await subscribe(to: server)
            #expect(hub.subscriberCount == 1)
            way == .close ? connection.close() : connection.reset()
            while hub.subscriberCount > 0 { await Task.yield() }
        }
    }

    @Test("a slow reader costs no more than what it wished for, and gets the newest")
    func slow() async throws {
        let hub = ChangeHub()
        try await TestEndpoint.with(describe: Self.changing(hub)) { server async throws in
            let connection = try await subscribe(to: server)
            // More than the buffers between hold; each change is kept once.
            for _ in 0..<200_000 { hub.publish(.tools) }
            hub.publish(.resource(uri: "a:b"))
            while try await connection.message()?["method"] != "notifications/resources/updated" {}
        }
    }

    @Test("need a client that reads events")
    func accept() async throws {
        try await TestEndpoint.with(describe: Self.changing(ChangeHub())) { server async throws in
            let request = server.modern(9, "subscriptions/listen", Self.wishes, ["Accept": "application/json"])
            let answer = try await server.ask(request)
            #expect(answer.status == 406)
            #expect(answer.json?["id"] == 9)
        }
    }

    @Test("are unknown where nothing changes, and malformed ones are refused")
    func refused() async throws {
        try await TestEndpoint.with { server async throws in
            #expect(try await server.ask(server.modern(9, "subscriptions/listen", Self.wishes)).status == 404)
        }
        try await TestEndpoint.with(describe: Self.changing(ChangeHub())) { server async throws in
            let answer = try await server.ask(server.modern(9, "subscriptions/listen"))
            #expect(answer.status == 200)
            #expect(answer.json?["error"]?["code"] == -32602)
        }
    }
}
