import Foundation
import ProtocolSuite
import TestSupport
import Testing

/// The specification of the built `agent-memory`, driven over standard input and output, and over HTTP, as any client would.
@Suite("agent-memory", .testBench("agent-memory"), .showsServerLog)
enum AgentMemory {
    /// The server in the home that the tests share. Tests that count have a bank of their own.
    static var server: TestServer { get throws { try TestBench.server } }

    /// The same with all toolsets.
    static var whole: TestServer { get throws { try server.with(settings: ["TOOLSETS": "all"]) } }

    /// A name that no other test has, of a bank or a session.
    static func uniqueName() -> String { "test-\(UUID().uuidString)" }
}

extension AgentMemory {
    @Suite("The protocol")
    struct ProtocolTests {
        static let subject = ServerUnderTest(
            name: "agent-memory",
            tools: [
                "add_messages", "create_memory_bank", "delete_conversation", "forget_memory", "get_conversation",
                "get_memory", "get_working_memory", "list_conversations", "list_memories", "list_memory_banks",
                "recall",
                "restore_memory", "search_conversations", "search_memories", "set_working_memory", "store_memories",
                "store_memory", "supersede_memory", "update_memory",
            ],
            readers: [
                "get_conversation", "get_memory", "get_working_memory", "list_conversations", "list_memories",
                "list_memory_banks", "recall", "search_conversations", "search_memories",
            ],
            toolsets: ["memory", "conversation"],
            capabilities: ["tools", "resources", "prompts", "completions"],
            reading: ReadingCall("get_memory", ["id": 987_654_321], answer: "987654321"),
            slow: SlowCall("store_memory") { tag in
                ["content": .string(String(Prose.words(12_000).prefix(90_000)) + tag)]
            } leftTraces: { tag, client in
                let listed = try await client.value("list_memories", ["limit": 100])
                return listed["memories"]?.array?.contains { $0["content"]?.string?.hasSuffix(tag) == true } == true
            }
        )

        @Test("keeps the protocol", arguments: ProtocolCheck.all(for: subject))
        func keepsProtocol(_ check: ProtocolCheck) async throws { try await check.run() }

        @Test("the list of tools takes less than 15 kB")
        func size() async throws {
            try await AgentMemory.server.overStdio { client in
                let tools = try await client.ask("tools/list").result["tools"]?.array ?? []
                let size = try JSONValue.array(tools).serialized.utf8.count
                #expect(size < 15_000, "\(size)")
                #expect(tools.count == 19)
            }
        }
    }
}
