import Async
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
    package static let embeds = true
    package static let settings: [any SettingDeclaration] = [collection]

    /// There is one collection; entries of the earlier servers name it.
    private static let collection = Setting(
        "COLLECTION_NAME",
        defaultText: "documents",
        "The name of the collection, which is documents"
    ) { given throws(SettingsError) -> String in
        guard let given, given.text != "documents" else { return "documents" }
        throw given.error("must be documents: there is one collection")
    }

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

    package var checks: [Check] { [storedVectors] }

    private var storedVectors: Check {
        Check(
            "stored vectors",
            on: ["migrations", "model"],
            remedy: "set EMBEDDING_MODEL to the model that made them, or use another database"
        ) { surroundings in
            let store = try await DocumentStore(pool: surroundings.database.value())
            _ = try await DocumentCollection(store: store, embedder: surroundings.embedder.value())
            if try await store.hasDocumentsToEmbed() {
                return .warning("some documents wait for their vectors", remedy: "start a server, which embeds them")
            }
            return .ok("all of this model")
        }
    }

    package func finishPendingWork() async throws {
        guard try await documents.store().hasDocumentsToEmbed() else { return }
        _ = try await documents.collection().embedPending(logger: documents.logger)
    }
}
