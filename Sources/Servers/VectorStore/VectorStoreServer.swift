public import MCP
public import Migration
import Retrieval
public import ServerKit
public import ServiceLifecycle

/// Documents with their vectors, and search over them.
public struct VectorStoreServer: PaddleServer {
    public static let name = "vector-store"
    public static let title = "Vector Store"
    public static let abstract = "An MCP server that stores documents and finds them by meaning, on PostgreSQL."
    public static let instructions = """
        Stores documents and finds them by meaning. Call search_documents before answering a question that stored \
        documents may answer; each hit carries the passage that matched, and get_document gives the whole text. \
        add_document stores a text of any length in one call: do not split it. update_document and delete_document take \
        the id that a search or an add gave. Keep facts to filter by (source, author, language) in metadata.
        """
    public static let migrations = [documentMigrations]

    private let documents: Documents

    public init(resources: ServerResources) {
        documents = Documents(resources: resources)
    }

    public var tools: [any ToolHandler] {
        [
            AddDocument(documents: documents).handler,
            GetDocument(documents: documents).handler,
            UpdateDocument(documents: documents).handler,
            DeleteDocument(documents: documents).handler,
            SearchDocuments(documents: documents).handler,
        ]
    }

    public var services: [any Service] {
        [PendingEmbedding(documents: documents)]
    }

    public func finishPendingWork() async throws {
        guard try await documents.store().hasDocumentsToEmbed() else { return }
        _ = try await documents.collection().embedPending(logger: documents.logger)
    }
}
