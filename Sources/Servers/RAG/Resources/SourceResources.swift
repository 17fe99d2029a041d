import Documents
import MCP
import ServerKit

/// Sources as resources: their texts, and all their changes, whoever makes them.
struct SourceResources: ResourceRows {
    static let template = ResourceTemplate(
        uriTemplate: "paddle://rag/sources/{id}",
        name: "source",
        title: "Source",
        description: "The text of a source, by its id.",
        mimeType: "text/plain"
    )

    /// What fits into one message, in characters; the tool get_source returns the rest.
    private static let mostCharacters: Int32 = 1_000_000

    let access: RAGAccess

    func rows(after id: Int32?, limit: Int) async throws -> [ResourceRow<Int32>] {
        try await access.documents.store().documents(after: id, limit: Int32(limit)).map {
            ResourceRow(id: $0.id, title: $0.title, size: $0.size, lastModified: $0.updatedAt)
        }
    }

    func texts(of id: Int32) async throws -> [String]? {
        let store = try await access.sources()
        guard let source = try await store.source(.id(id)) else { return nil }
        let text = try await store.texts([(id, 0..<Self.mostCharacters)])[0] ?? ""
        guard source.length > Self.mostCharacters else { return [text] }
        return [
            text,
            """
            These are the first \(Self.mostCharacters) of \(source.length) characters; get_source with offset \
            \(Self.mostCharacters) returns more.
            """,
        ]
    }

    func ids(beginningWith text: String, limit: Int) async throws -> [Int32] {
        guard text.utf8.allSatisfy({ "-0123456789".utf8.contains($0) }) else {
            return try await access.sources().names(beginningWith: text, limit: Int32(limit)).map(\.id)
        }
        return try await access.documents.store().ids(beginningWith: text, limit: Int32(limit))
    }
}
