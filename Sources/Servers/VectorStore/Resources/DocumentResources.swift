import Documents
import MCP
import ServerKit

/// The documents of the collection as resources: their texts, and all their changes, whoever makes them.
struct DocumentResources: ResourceRows {
    static let template = ResourceTemplate(
        uriTemplate: "paddle://documents/{id}",
        name: "document",
        title: "Document",
        description: "The text of a stored document, by its id.",
        mimeType: "text/plain"
    )

    let documents: DocumentAccess

    func rows(after id: Int32?, limit: Int) async throws -> [ResourceRow<Int32>] {
        try await documents.store().documents(after: id, limit: Int32(limit)).map {
            ResourceRow(id: $0.id, title: $0.title, size: $0.size, lastModified: $0.updatedAt)
        }
    }

    /// The text, as far as it fits into one message; the tool get_document returns the rest.
    func texts(of id: Int32) async throws -> [String]? {
        guard let document = try await documents.store().document(.id(id), length: 1_000_000) else { return nil }
        let content = document.content ?? ""
        let length = content.unicodeScalars.count
        guard length < document.contentLength else { return [content] }
        return [
            content,
            """
            These are the first \(length) of \(document.contentLength) characters; get_document with offset \(length) \
            returns more.
            """,
        ]
    }

    func ids(beginningWith text: String, limit: Int) async throws -> [Int32] {
        guard text.utf8.allSatisfy({ "-0123456789".utf8.contains($0) }) else { return [] }
        return try await documents.store().ids(beginningWith: text, limit: Int32(limit))
    }
}
