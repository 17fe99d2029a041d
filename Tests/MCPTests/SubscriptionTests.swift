import Logging
import Synchronization
import Testing
import Text

@testable import HTTP
@testable import JSONFormat
@testable import MCP

@Suite("Telling clients of changes")
struct SubscriptionTests {
    private static let id = "io.modelcontextprotocol/subscriptionId"

    private static func with(
        watch: @escaping @Sendable () async throws -> Void = {},
        _ body: @Sendable (StdioClient, ChangeHub) async throws -> Void
    ) async throws {
        let hub = ChangeHub()
        try await StdioClient.with(
            configure: { description in
                description.resources = [Notes()]
                description.changes = .init(tools: true, prompts: false, resources: true)
                description.hub = hub
                description.watchChanges = watch
            },
            { try await body($0, hub) }
        )
    }

    private static func listen(_ id: JSON, _ notifications: JSON) -> String {
        Messages.modern(id, "subscriptions/listen", ["notifications": notifications]) + "\n"
    }

    @Test("a subscription is acknowledged with its contents, delivers changes, and ends with its answer")
    func listens() async throws {
        try await Self.with { client, hub in
            try await client.send(
                Self.listen(
                    9,
                    [
                        "toolsListChanged": true, "promptsListChanged": true,
                        "resourceSubscriptions": ["a://1", "a://2"],
                    ]
                )
            )
            let acknowledged = try await client.next()
            #expect(acknowledged["method"] == "notifications/subscriptions/acknowledged")
            #expect(
                acknowledged["params"] == [
                    "_meta": [Self.id: 9],
                    "notifications": ["toolsListChanged": true, "resourceSubscriptions": ["a://1", "a://2"]],
                ]
            )
            hub.publish(.resources)
            hub.publish(.prompts)
            hub.publish(.resource(uri: "a://3"))
            hub.publish(.resource(uri: "a://2"))
            let updated = try await client.next()
            #expect(updated["method"] == "notifications/resources/updated")
            #expect(updated["params"] == ["_meta": [Self.id: 9], "uri": "a://2"])
            hub.publish(.tools)
            #expect(try await client.next()["method"] == "notifications/tools/list_changed")
            client.closeInput()
            #expect(
                try await client.rest().map { $0["result"] } == [["resultType": "complete", "_meta": [Self.id: 9]]]
            )
        }
    }

    @Test("several subscriptions share the pipe, each with its own copies under its own id")
    func several() async throws {
        try await Self.with { client, hub in
            try await client.send(Self.listen(1, ["toolsListChanged": true]))
            try await client.send(Self.listen("1", ["toolsListChanged": true]))
            for _ in 0..<2 { _ = try await client.next() }
            hub.publish(.tools)
            var ids: Set<JSON?> = []
            for _ in 0..<2 { ids.insert(try await client.next()["params"]?["_meta"]?[Self.id]) }
            #expect(ids == [1, "1"])
        }
    }

    @Test("one that the client cancels ends without a word")
    func cancels() async throws {
        try await Self.with { client, hub in
            try await client.send(Self.listen(1, ["toolsListChanged": true]))
            _ = try await client.next()
            try await client.send(Messages.cancel(1) + "\n" + Messages.legacy(2, "ping") + "\n")
            #expect(try await client.next()["id"] == 2)
            hub.publish(.tools)
            client.closeInput()
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test("a repeated change is delivered once while it is pending")
    func coalesces() async throws {
        let hub = ChangeHub()
        let subscriber = hub.subscribe(ChangeFilter(uris: ["a://1"]))
        for _ in 0..<10_000 { hub.publish(.resource(uri: "a://1")) }
        subscriber.end(gracefully: true)
        let told = Mutex(0)
        let isOwed = await subscriber.run { _ in told.withLock { $0 += 1 } }
        #expect(told.withLock { $0 } == 1)
        #expect(isOwed)
    }

    @Test("changes that may have been missed are all delivered")
    func missed() async throws {
        try await Self.with { client, hub in
            try await client.send(
                Self.listen(1, ["resourcesListChanged": true, "resourceSubscriptions": ["a://1"]])
            )
            _ = try await client.next()
            hub.publishEverything()
            #expect(try await client.next()["method"] == "notifications/resources/list_changed")
            #expect(try await client.next()["params"]?["uri"] == "a://1")
        }
    }

    @Test("what cannot be watched is not promised")
    func unwatched() async throws {
        try await Self.with(watch: { throw ToolError("the database is away") }) { client, _ in
            try await client.send(Self.listen(1, ["toolsListChanged": true]))
            let answer = try await client.next()
            #expect(answer["error"]?["code"] == -32603)
            #expect(answer["error"]?["message"] == "the database is away")
        }
    }

    @Test(
        "wishes of the wrong shape are invalid parameters",
        arguments: [
            5, ["toolsListChanged": "yes"], ["resourceSubscriptions": "a://1"], ["resourceSubscriptions": [5]],
        ] as [JSON]
    )
    func shapes(_ notifications: JSON) async throws {
        try await Self.with { client, _ in
            try await client.send(Self.listen(1, notifications))
            #expect(try await client.next()["error"]?["code"] == -32602)
        }
    }

    @Test("clients of the older revisions subscribe to one resource at a time, and are notified outside of any request")
    func older() async throws {
        try await Self.with { client, hub in
            try await client.send(
                Messages.initialize(0, "2025-11-25") + "\n"
                    + Messages.legacy(1, "resources/subscribe", ["uri": "a://1"]) + "\n"
            )
            let greeting = try await client.next()
            #expect(
                greeting["result"]?["capabilities"]?["resources"] == ["subscribe": true, "listChanged": true]
            )
            #expect(try await client.next()["result"] == [:])
            hub.publish(.resource(uri: "a://2"))
            hub.publish(.resource(uri: "a://1"))
            let updated = try await client.next()
            #expect(updated["method"] == "notifications/resources/updated")
            #expect(updated["params"] == ["uri": "a://1"])
            try await client.send(Messages.legacy(2, "resources/unsubscribe", ["uri": "a://1"]) + "\n")
            #expect(try await client.next()["result"] == [:])
            hub.publish(.resource(uri: "a://1"))
            // A client that subscribed to a resource is notified of the list, too.
            hub.publish(.resources)
            #expect(try await client.next() == ["jsonrpc": "2.0", "method": "notifications/resources/list_changed"])
        }
    }

    @Test("a client that has only listed resources is not notified", arguments: [true, false])
    func unasked(_ isStateless: Bool) async throws {
        try await Self.with { client, hub in
            let list = isStateless ? Messages.modern(1, "resources/list") : Messages.legacy(1, "resources/list")
            try await client.send(list + "\n")
            #expect(try await client.next()["id"] == 1)
            hub.publish(.resources)
            try await client.send(Messages.legacy(2, "ping") + "\n")
            #expect(try await client.next()["id"] == 2)
            client.closeInput()
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test("a caller who may not read resources is not notified of them")
    func scopes() throws {
        var description = ServerDescription(
            name: "test",
            title: "Test",
            version: "1",
            instructions: "",
            tools: { [] }
        )
        description.changes = .init(tools: true, prompts: true, resources: true)
        description.resources = [Notes()]
        let server = MCPServer(description, logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let request = Request(
            id: .int(1),
            method: "subscriptions/listen",
            params: [
                "notifications": [
                    "toolsListChanged": true, "resourcesListChanged": true, "promptsListChanged": true,
                    "resourceSubscriptions": ["a://1"],
                ]
            ]
        )
        let writer = try server.listen(request, from: Caller(name: "writer", scopes: [.write])).subscriber.filter
        #expect(writer == ChangeFilter(tools: true))
        let reader = try server.listen(request, from: Caller(name: "reader", scopes: [.read])).subscriber.filter
        #expect(reader == ChangeFilter(tools: true, prompts: true, resources: true, uris: ["a://1"]))
    }
}
