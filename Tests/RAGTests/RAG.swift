import Foundation
import ProtocolSuite
import TestSupport
import Testing

/// The specification of the built `rag`, driven over standard input and output, and over HTTP, as any client would.
@Suite("rag", .testBench("rag"), .showsServerLog)
enum RAGSpecification {
    /// The server in the home that the tests share. Tests ask about sources of their own.
    static var server: TestServer { get throws { try TestBench.server } }

    /// The same with all toolsets.
    static var whole: TestServer { get throws { try server.with(settings: ["TOOLSETS": "all"]) } }

    /// A name that no other test has, of a source or a session.
    static func uniqueName() -> String { "test-\(UUID().uuidString)" }
}

extension RAGSpecification {
    @Suite("The protocol")
    struct ProtocolTests {
        static let subject = ServerUnderTest(
            name: "rag",
            tools: [
                "add_document", "add_documents", "cancel_task", "delete_source", "generate_context", "get_source",
                "get_task", "import_chroma", "ingest_folder", "list_sources", "preview_chunks", "rag_query",
                "search_documents",
            ],
            readers: [
                "generate_context", "get_source", "list_sources", "preview_chunks", "rag_query", "search_documents",
            ],
            followers: ["get_task"],
            toolsets: ["answers", "sources"],
            capabilities: ["tools", "resources", "prompts", "completions"],
            reading: ReadingCall("get_source", ["id": 987_654_321], answer: "987654321"),
            slow: SlowCall("add_document") { tag in
                ["content": .string(String(Prose.words(12_000).prefix(90_000)) + tag), "key": .string(tag)]
            } leftTraces: { tag, client in
                try await !client.call("get_source", ["key": .string(tag)]).isError
            }
        )

        @Test("keeps the protocol", arguments: ProtocolCheck.all(for: subject))
        func keepsProtocol(_ check: ProtocolCheck) async throws { try await check.run() }

        @Test("the list of tools takes less than 12 kB")
        func size() async throws {
            try await RAGSpecification.server.overStdio { client in
                let tools = try await client.ask("tools/list").result["tools"]?.array ?? []
                let size = try JSONValue.array(tools).serialized.utf8.count
                #expect(size < 12_000, "\(size)")
                #expect(tools.count == 13)
            }
        }
    }
}
