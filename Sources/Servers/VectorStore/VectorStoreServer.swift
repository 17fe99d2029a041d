package import MCP
package import Migration
import Retrieval
package import ServerKit
package import ServiceLifecycle

/// Documents with their vectors, and search over them.
package struct VectorStoreServer: PaddleServer {
    package static let name = "vector-store"
    package static let title = "Vector Store"
    package static let abstract = "An MCP server that stores documents and finds them by meaning, on PostgreSQL."
    package static let instructions = """
        Stores documents and finds them by meaning. Call search_documents before answering a question that stored \
        documents may answer; each hit carries the passage that matched, and get_document gives the whole text. \
        add_document stores a text of any length in one call: do not split it. update_document and delete_document take \
        the id that a search or an add gave; delete_documents takes a filter and asks first. Keep facts to filter \
        by (source, author, language) in metadata.
        """
    package static let migrations = [documentMigrations]

    private let documents: Documents

    package init(resources: ServerResources) {
        documents = Documents(resources: resources)
    }

    package static let toolsets = ["documents"]

    package func tools(of toolset: String) -> [any ToolHandler] {
        [
            AddDocument(documents: documents).handler,
            GetDocument(documents: documents).handler,
            UpdateDocument(documents: documents).handler,
            DeleteDocument(documents: documents).handler,
            DeleteDocuments(documents: documents).handler,
            SearchDocuments(documents: documents).handler,
        ]
    }

    package var resources: [any ResourceProvider] {
        [DocumentResources { [documents] in try await documents.store() }]
    }

    package var prompts: [any PromptHandler] { [AnswerFromDocuments(documents: documents).handler] }

    package static let changeChannels = [ChangeChannel.documents]

    package var services: [any Service] {
        [PendingEmbedding(documents: documents)]
    }

    package func finishPendingWork() async throws {
        guard try await documents.store().hasDocumentsToEmbed() else { return }
        _ = try await documents.collection().embedPending(logger: documents.logger)
    }
}
