import Foundation
import ProtocolSuite
import TestSupport
import Testing

/// The specification of the built `vector-store`, driven over standard input and output, and over HTTP, as any client would.
@Suite("vector-store", .testBench("vector-store"), .showsServerLog)
enum VectorStore {
    /// The server in the home that the tests share. Tests tell their documents from others' by a tag in the metadata.
    static var server: TestServer { get throws { try TestBench.server } }

    /// The same without a model, for what embeds nothing.
    static var withoutModel: TestServer {
        get throws { try server.with(settings: ["EMBEDDING_MODEL": "/nonexistent"]) }
    }

    /// A tag that no other test has.
    static func uniqueTag() -> JSONValue { .string(UUID().uuidString) }
}

extension VectorStore {
    @Suite("The protocol")
    struct ProtocolTests {
        static let subject = ServerUnderTest(
            name: "vector-store",
            tools: [
                "add_document", "add_documents", "count_documents", "delete_document", "delete_documents",
                "find_similar_documents", "get_document", "get_documents", "get_task", "list_documents",
                "search_documents", "update_document",
            ],
            readers: [
                "count_documents", "find_similar_documents", "get_document", "get_documents", "list_documents",
                "search_documents",
            ],
            followers: ["get_task"],
            toolsets: ["documents"],
            capabilities: ["tools", "resources", "prompts", "completions"],
            reading: ReadingCall("get_document", ["id": 987_654_321], answer: "987654321"),
            slow: SlowCall("add_document") { tag in
                ["content": .string(Prose.words(60_000)), "metadata": ["tag": .string(tag)]]
            } leftTraces: { tag, client in
                try await !client.search("bench", filter: ["tag": .string(tag)]).isEmpty
            }
        )

        @Test("keeps the protocol", arguments: ProtocolCheck.all(for: subject))
        func keepsProtocol(_ check: ProtocolCheck) async throws { try await check.run() }
    }
}
