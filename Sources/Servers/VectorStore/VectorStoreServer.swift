package import ArgumentParser
import Coordination
import DocumentTools
import Documents
package import HTTP
package import MCP
package import Migration
import Retrieval
package import ServerKit
package import ServiceLifecycle
import Transfer

/// Documents with their vectors, and search over them.
package struct VectorStoreServer: PaddleServer {
    package static let name = "vector-store"
    package static let title = "Vector Store"
    package static let abstract = "An MCP server that stores documents and finds them by meaning, on PostgreSQL."
    package static let instructions = """
        Stores documents and finds them by meaning. Call search_documents before answering a question that stored \
        documents may answer; each hit carries the passage that matched, and get_document returns the whole text. \
        add_document stores a long text in one call: do not split it; add_documents stores many. Give a document that \
        may come again a key of its own, such as its path: adding it again then updates it. A document is meant by the \
        id that a search or an add returned, or by its key; delete_documents takes a filter and asks first. Keep facts \
        to filter by (source, author, language) in metadata.
        """
    package static let migrations = [changeMigrations, retrievalMigrations, documentMigrations, transferMigrations]
    package static let embeds = true
    package static let settings: [any SettingDeclaration] =
        [collection, TransferFolder.setting] + RemoteStores.chromaSettings + RemoteStores.qdrantSettings

    private static let collection = Setting(
        "COLLECTION_NAME",
        defaultText: Collection.defaultName,
        "The collection that is meant where a call names none; it is made where it is not there"
    ) { given throws(SettingsError) -> String in
        guard let given else { return Collection.defaultName }
        guard NewCollection.isName(given.text) else {
            throw given.error("must be up to 36 lower-case letters, digits, - and _, as in notes_2026")
        }
        return given.text
    }

    package static let commands: [any AsyncParsableCommand.Type] = [ExportCommand.self, ImportCommand.self]

    let documents: DocumentAccess
    let reembedding: ReembeddingWorker
    let serverResources: ServerResources
    private let transfer: TransferFolder
    private let remote: RemoteStores

    package init(resources: ServerResources) {
        serverResources = resources
        documents = DocumentAccess(
            defaultName: resources.settings[Self.collection],
            isReadOnly: resources.settings.isReadOnly,
            database: resources.database,
            embedder: resources.embedder,
            logger: resources.logger
        )
        reembedding = ReembeddingWorker(
            of: documents,
            loading: resources.embedder(named:),
            connecting: resources.directConfiguration,
            logger: resources.logger,
            done: ReembeddingWork.end
        )
        transfer = TransferFolder(resources.settings, example: "documents.tar")
        remote = RemoteStores(resources.settings, logger: resources.logger)
    }

    package static let toolsets = ["documents", "collections", "transfer", "connector"]
    package static let defaultToolsets = ["documents"]
    package static let argumentsOfToolsets = ["collection": "collections"]

    package func tools(of toolset: String) -> [any ToolHandler] {
        switch toolset {
        case "collections":
            [
                CreateCollection(documents: documents).handler,
                RegisterCollection(documents: documents).handler,
                ListCollections(documents: documents).handler,
                DescribeCollection(documents: documents).handler,
                DeleteCollection(documents: documents).handler,
            ] + indexTools
        case "connector":
            [Search(documents: documents).handler, Fetch(documents: documents).handler]
        case "transfer":
            [
                ExportCollection(documents: documents, folder: transfer).handler,
                ImportCollection(documents: documents, folder: transfer).handler,
                ImportChroma(documents: documents, remote: remote).handler,
                ImportQdrant(documents: documents, remote: remote).handler,
            ]
        default:
            [
                AddDocument(documents: documents).handler,
                AddDocuments(documents: documents).handler,
                GetDocument(documents: documents).handler,
                GetDocuments(documents: documents).handler,
                UpdateDocument(documents: documents).handler,
                DeleteDocument(documents: documents).handler,
                DeleteDocuments(documents: documents).handler,
                ListDocuments(documents: documents).handler,
                CountDocuments(documents: documents).handler,
                SearchDocuments(documents: documents).handler,
                FindSimilarDocuments(documents: documents).handler,
            ]
        }
    }

    package static let views = viewFiles

    package var resources: [any ResourceProvider] {
        [RowResources(DocumentResources.template, rows: DocumentResources(documents: documents))]
    }

    package var prompts: [any PromptHandler] { [AnswerFromDocuments(documents: documents).handler] }

    package static let changeChannels = [
        ChangeChannel.rows(documentChangeChannel, of: DocumentResources.template.uriTemplate)
    ]

    package var workers: [any Service] { [documents.embedding, documents.keywords, reembedding.worker] }

    package var pointedWork: [any PointedWork] { [ReembeddingWork()] }

    package func setting(of tool: String) -> String {
        let place =
            switch tool {
            case ExportCollection.definition.name, ImportCollection.definition.name: transfer.place
            case ImportChroma.definition.name: remote.chromaPlace
            case ImportQdrant.definition.name: remote.qdrantPlace
            default: ""
            }
        return "\(documents.defaultName) \(place)"
    }

    package var checks: [Check] { [.storedVectors(of: .documents)] }

    package func finishPendingWork() async throws {
        try await documents.finishBacklog()
        try await reembedding.finish()
    }
}
