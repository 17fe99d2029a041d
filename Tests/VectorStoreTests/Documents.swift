import TestSupport
import Testing

extension StdioClient {
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

extension MCPClient {
    /// Gives `body` the id of a new document, which is deleted afterwards if it is still there.
    nonisolated func withDocument(
        _ content: String,
        title: String? = nil,
        metadata: JSONValue = [:],
        _ body: (_ id: JSONValue) async throws -> Void
    ) async throws {
        let id = try await add(content, title: title, metadata: metadata)
        try await withDocuments([id]) { try await body(id) }
    }

    /// Performs `body`, then deletes the documents that are still there.
    nonisolated func withDocuments(_ ids: [JSONValue], _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            for id in ids { _ = try? await call("delete_document", ["id": id]) }
            throw error
        }
        for id in ids { _ = try await call("delete_document", ["id": id]) }
    }

    /// The URIs of the documents that are listed as resources, of the first hundred.
    func listedDocuments() async throws -> [String] {
        let resources = try await ask("resources/list").result["resources"]?.array ?? []
        return resources.compactMap { $0["uri"]?.string }.filter { $0.hasPrefix("paddle://documents/") }
    }

    /// Adds a document and returns its id.
    func add(_ content: String, title: String? = nil, metadata: JSONValue = [:]) async throws -> JSONValue {
        var arguments: JSONValue = ["content": .string(content), "metadata": metadata]
        arguments["title"] = title.map { .string($0) }
        return try #require(try await value("add_document", arguments)["id"])
    }

    /// The whole document.
    func document(_ id: JSONValue) async throws -> JSONValue { try await value("get_document", ["id": id]) }

    /// The documents found, best first.
    func search(
        _ query: String,
        mode: String? = nil,
        filter: JSONValue? = nil,
        limit: Int? = nil,
        minScore: Double? = nil
    ) async throws -> [JSONValue] {
        var arguments: JSONValue = ["query": .string(query)]
        arguments["mode"] = mode.map { .string($0) }
        arguments["filter"] = filter
        arguments["limit"] = limit.map { .int($0) }
        arguments["min_score"] = minScore.map { .double($0) }
        return try #require(try await value("search_documents", arguments)["hits"]?.array)
    }
}

/// Expects that a document is stored whole, found by its words, or not at all.
func expectAllOrNothing(of content: String, tag: JSONValue) async throws {
    try await VectorStore.server.overStdio { client in
        let hits = try await client.search("the gardener repaired a wooden bench", filter: ["tag": tag])
        guard let id = hits.first?["id"] else { return }
        try await client.withDocuments([id]) { () async throws in
            #expect(try await client.document(id)["content"]?.string == content)
        }
    }
}
