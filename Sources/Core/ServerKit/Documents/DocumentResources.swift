import FoundationEssentials
import JSONFormat
public import MCP
import OrderedCollections
public import Retrieval

/// The documents of the collection as resources, `paddle://documents/{id}`: their text, and their changes by whoever made
/// them.
public struct DocumentResources: ResourceProvider {
    private static let template: URITemplate = "paddle://documents/{id}"
    private let store: @Sendable () async throws -> DocumentStore

    /// Resources over a store that is opened when it is first needed.
    public init(store: @escaping @Sendable () async throws -> DocumentStore) {
        self.store = store
    }

    /// One: a document by its id.
    public var templates: [ResourceTemplate] {
        [
            ResourceTemplate(
                uriTemplate: Self.template,
                name: "document",
                title: "Document",
                description: "The text of a stored document, by its id.",
                mimeType: "text/plain"
            )
        ]
    }

    /// The documents in the order of their ids.
    public func list(after position: String?, limit: Int, context: RequestContext) async throws -> ResourcePage {
        guard let last = position.map(Int32.init) ?? 0 else { throw InvalidPosition() }
        let documents = try await store().documents(after: last, limit: Int32(limit))
        let resources = documents.map { document in
            Resource(
                uri: Self.uri(document.id),
                name: "document-\(document.id)",
                title: document.title,
                mimeType: "text/plain",
                size: document.size,
                lastModified: document.updatedAt
            )
        }
        return ResourcePage(resources, next: resources.count == limit ? documents.last.map { String($0.id) } : nil)
    }

    /// The text of a document, as far as one message carries it: the tool get_document gives the rest.
    public func read(_ uri: String, context: RequestContext) async throws -> [ResourceContents]? {
        guard let text = Self.template.match(uri)?["id"], let id = Int32(text), String(id) == text,
            let document = try await store().document(id: id, length: 1_000_000)
        else { return nil }
        let content = document.content ?? ""
        let length = content.unicodeScalars.count
        var contents = [ResourceContents(uri: uri, mimeType: "text/plain", .text(content))]
        if length < document.contentLength {
            let note =
                "These are the first \(length) of \(document.contentLength) characters; get_document with offset \(length) goes on."
            contents.append(ResourceContents(uri: uri, mimeType: "text/plain", .text(note)))
        }
        return contents
    }

    /// Ids that begin with the digits typed.
    public func complete(_ completion: CompletionRequest, of template: ResourceTemplate) async throws -> Completion {
        guard completion.argument == "id", completion.value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return Completion()
        }
        return Completion(try await store().ids(beginningWith: completion.value, limit: 100).map { String($0) })
    }

    /// The URI of a document.
    static func uri(_ id: Int32) -> String { template.expand(["id": String(id)]) }
}

extension ChangeChannel {
    /// What the triggers of the collection tell.
    public static let documents = ChangeChannel(name: "paddle_documents") { payload in
        guard let members = (try? JSON(parsing: payload))?.objectValue, case .array(let ids)? = members["ids"] else {
            return nil
        }
        var changes: [Change] = ids.compactMap { id in
            guard case .int(let number) = id, let id = Int32(exactly: number) else { return nil }
            return .resource(uri: DocumentResources.uri(id))
        }
        if members["listed"] == true { changes.append(.resources) }
        return changes
    }
}
