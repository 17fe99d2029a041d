import TestSupport
import Testing

extension Conformance {
    @Suite("Life cycle")
    struct LifecycleTests {
        @Test("server-initialize: the version, the server and its capabilities", arguments: Stage.legacy)
        func initialize(_ stage: Stage) async throws {
            try await stage.play { client in
                let reply = try await client.initialize("2025-11-25")
                let result = try reply.result
                #expect(result["protocolVersion"] == "2025-11-25")
                #expect(result["serverInfo"]?["name"]?.string?.isEmpty == false)
                #expect(result["serverInfo"]?["version"]?.string?.isEmpty == false)
                #expect(result["capabilities"]?.object != nil)
                let session = reply.head?["mcp-session-id"] ?? ""
                #expect(session.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) })
            }
        }

        @Test("ping: the result is {} exactly", arguments: Stage.legacy)
        func ping(_ stage: Stage) async throws {
            try await stage.play { client async throws in
                #expect(try await client.ask("ping").result == [:])
            }
        }

        @Test("logging-set-level: the result is {} exactly", arguments: Stage.legacy)
        func logLevel(_ stage: Stage) async throws {
            try await stage.play { client async throws in
                #expect(try await client.ask("logging/setLevel", ["level": "info"]).result == [:])
            }
        }

        @Test("server/discover names the revisions, and what is declared is answered", arguments: Stage.modern)
        func discover(_ stage: Stage) async throws {
            try await stage.play { client in
                let result = try await client.ask("server/discover").result
                #expect(result["supportedVersions"] == ["2026-07-28"])
                #expect(result["_meta"]?[Revision.MetaKey.serverInfo]?["name"]?.string?.isEmpty == false)
                let capabilities = try #require(result["capabilities"]?.object)
                let methods = ["tools": "tools/list", "prompts": "prompts/list", "resources": "resources/list"]
                for (capability, method) in methods {
                    #expect(capabilities[capability] != nil)
                    _ = try await client.ask(method).result
                }
            }
        }

        @Test("a client that does not name itself is served", arguments: Stage.modern)
        func withoutClientInfo(_ stage: Stage) async throws {
            try await stage.play { client in
                let meta: JSONValue = ["_meta": [Revision.MetaKey.clientInfo: nil]]
                _ = try await client.ask("tools/list", meta).result
            }
        }

        @Test("what a modern client can do without is not known", arguments: Stage.modern)
        func removedMethods(_ stage: Stage) async throws {
            try await stage.play { client in
                let removed = [
                    "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "no/such/method",
                ]
                for method in removed {
                    let params: JSONValue = ["uri": "test://watched-resource", "level": "info"]
                    let reply = try await client.ask(method, params, judged: false)
                    #expect(reply.errorCode == -32601, "\(method)")
                    #expect(stage.transport == .stdio || reply.head?.status == 404, "\(method)")
                }
            }
        }

        @Test("a call that needs what the client cannot do is refused, and says what", arguments: Stage.modern)
        func missingCapability(_ stage: Stage) async throws {
            try await stage.play { client in
                let call: JSONValue = ["name": "test_missing_capability", "arguments": [:]]
                let reply = try await client.ask("tools/call", call)
                #expect(reply.errorCode == -32021)
                #expect(reply.message["error"]?["data"]?["requiredCapabilities"]?["sampling"] != nil)
                #expect(stage.transport == .stdio || reply.head?.status == 400)
            }
        }

        @Test("a call never makes a request of its own, and asks by its result", arguments: Stage.modern)
        func noServerRequests(_ stage: Stage) async throws {
            try await stage.play { client in
                let call: JSONValue = [
                    "name": "test_streaming_elicitation", "arguments": [:],
                    "_meta": [Revision.MetaKey.clientCapabilities: ["elicitation": [:]], "progressToken": 1],
                ]
                // That nothing else comes is checked in every test.
                let result = try await client.ask("tools/call", call).result
                #expect(result["resultType"] == "input_required")
            }
        }

        @Test("log messages come only where the request has a level", arguments: Stage.modern)
        func logMessages(_ stage: Stage) async throws {
            try await stage.play { client in
                for level in [nil, "info", "error"] as [JSONValue?] {
                    var meta: JSONValue = [:]
                    meta["io.modelcontextprotocol/logLevel"] = level
                    let call: JSONValue = ["name": "test_logging_tool", "arguments": [:], "_meta": meta]
                    let reply = try await client.ask("tools/call", call)
                    #expect(try ToolOutcome(result: reply.result).isError == false)
                    let messages = reply.notifications.filter { $0["method"] == "notifications/message" }
                    #expect(messages.count == (level == "info" ? 1 : 0))
                }
            }
        }

        @Test(
            "a subscription is acknowledged first, with what of it is honoured, and tells what it was asked for alone",
            arguments: Stage.modern
        )
        func listen(_ stage: Stage) async throws {
            try await stage.play { client in
                let wanted: JSONValue = [
                    "toolsListChanged": true, "resourceSubscriptions": ["test://watched-resource"],
                ]
                let id = try await client.start(
                    "subscriptions/listen",
                    ["notifications": wanted],
                    as: nil,
                    judged: true
                )
                let first = try await client.waitForNotifications(during: id)[0]
                #expect(first["method"] == "notifications/subscriptions/acknowledged")
                #expect(first["params"]?["notifications"] == wanted)
                for change in ["prompt", "tool", "resource"] {
                    #expect(try await !client.call("test_trigger_\(change)_change").isError)
                }
                let told = try await client.waitForNotifications(during: id) { found in
                    found.contains { $0["method"] == "notifications/resources/updated" }
                }
                #expect(
                    told.map { $0["method"]?.string } == [
                        "notifications/subscriptions/acknowledged", "notifications/tools/list_changed",
                        "notifications/resources/updated",
                    ]
                )
                let subscription = "io.modelcontextprotocol/subscriptionId"
                #expect(told.allSatisfy { $0["params"]?["_meta"]?[subscription] == id })
            }
        }
    }
}
