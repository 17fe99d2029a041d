import TestSupport
import Testing

extension MCPClient {
    /// Starts to add a document that takes a while, with progress, and does not wait.
    @discardableResult
    func addLong(_ content: String, tag: JSONValue) throws -> JSONValue {
        try send(
            "tools/call",
            [
                "name": "add_document", "arguments": ["content": .string(content), "metadata": ["tag": tag]],
                "_meta": ["progressToken": "long"],
            ]
        )
    }

}

extension MCPConnection {
    /// Adds a document and returns its id.
    func add(_ content: String, title: String? = nil, metadata: JSONValue = [:]) async throws -> JSONValue {
        var arguments: JSONValue = ["content": .string(content), "metadata": metadata]
        arguments["title"] = title.map { .string($0) }
        return try #require(try await value("add_document", arguments)["id"])
    }

    /// The documents found, best first.
    func search(
        _ query: String,
        filter: JSONValue? = nil,
        limit: Int? = nil,
        minScore: Double? = nil
    ) async throws -> [JSONValue] {
        var arguments: JSONValue = ["query": .string(query)]
        arguments["filter"] = filter
        arguments["limit"] = limit.map { .int($0) }
        arguments["min_score"] = minScore.map { .double($0) }
        return try #require(try await value("search_documents", arguments)["hits"]?.array)
    }
}

/// Expects that a document is stored whole, found by its words, or not at all.
func expectAllOrNothing(of content: String, tag: JSONValue) async throws {
    try await BlackBox.server.run { client in
        let hits = try await client.search("the gardener repaired a wooden bench", filter: ["tag": tag])
        guard let id = hits.first?["id"] else { return }
        #expect(try await client.value("get_document", ["id": id])["content"]?.string == content)
        _ = try await client.value("delete_document", ["id": id])
    }
}
