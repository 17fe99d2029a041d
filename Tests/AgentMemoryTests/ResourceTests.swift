import TestSupport
import Testing

extension AgentMemory {
    @Suite("Resources and prompts")
    struct ResourceTests {
        @Test("a memory, its bank and a conversation are read as resources, and tell of their changes")
        func listening() async throws {
            let (bank, session) = (uniqueName(), uniqueName())
            try await server.with(settings: ["MEMORY_BANK": bank]).overStdio { writer in
                let id = try #require(try await writer.value("store_memory", ["content": "To be watched."])["id"])
                func say(_ text: String) async throws {
                    _ = try await writer.value(
                        "add_messages",
                        ["session_id": .string(session), "messages": [["role": "user", "content": .string(text)]]]
                    )
                }
                try await say("Hello.")
                let uris: [JSONValue] = [
                    "paddle://memories/\(id)", .string("paddle://memory/\(bank)"),
                    .string("paddle://conversations/\(session)"),
                ]
                let listed = try await writer.ask("resources/list").result["resources"]?.array?.compactMap { $0["uri"] }
                // Views are resources, too.
                #expect(Set(listed ?? []).isSuperset(of: uris))
                try await server.with(settings: ["MEMORY_BANK": bank]).overHTTP(.r20260728) { watcher in
                    let listen = try await watcher.start(
                        "subscriptions/listen",
                        ["notifications": ["resourceSubscriptions": .array(uris)]],
                        as: nil,
                        judged: true
                    )
                    _ = try await watcher.notification("notifications/subscriptions/acknowledged", during: listen)
                    _ = try await writer.value("update_memory", ["id": id, "content": "Watched."])
                    _ = try await writer.value("store_memory", ["content": "Another one."])
                    try await say("Bye.")
                    try await watcher.waitForNotifications(during: listen, "notifications/resources/updated") { heard in
                        Set(heard.compactMap { $0["params"]?["uri"] }) == Set(uris)
                    }
                }
                func text(_ uri: JSONValue) async throws -> String {
                    let contents = try await writer.ask("resources/read", ["uri": uri]).result["contents"]?.array
                    return try #require(contents?.first?["text"]?.string)
                }
                #expect(try await text(uris[0]) == "Watched.")
                #expect(try await text(uris[1]).contains("- Another one."))
                #expect(try await text(uris[2]).hasSuffix("user: Bye."))
            }
        }

        @Test("prompts bring what is known along")
        func prompts() async throws {
            let bank = uniqueName()
            try await server.with(settings: ["MEMORY_BANK": bank]).overStdio { client in
                _ = try await client.value("store_memory", ["content": "The heron nests by the mill."])
                for (name, arguments) in [
                    ("recall_about", ["topic": "herons"]), ("remember_this", ["text": "A heron was seen."]),
                    ("start_session", ["session": "s", "task": "Count the herons."]),
                ] as [(String, JSONValue)] {
                    let prompt = try await client.ask("prompts/get", ["name": .string(name), "arguments": arguments])
                    let text = try prompt.result["messages"]?.array?.first?["content"]?["text"]?.string
                    #expect(text?.contains("The heron nests by the mill.") == true, "\(name)")
                }
            }
        }
    }
}
