import Coordination
import DocumentTools
import Documents
package import HTTP
package import MCP
package import Migration
import Retrieval
package import ServerKit
package import ServiceLifecycle
import SystemPackage
import Transfer

/// Sources that are read, cut and searched, and answers that cite them.
package struct RAGServer: PaddleServer {
    package static let name = "rag"
    package static let title = "RAG"
    package static let abstract =
        "An MCP server that answers questions from your documents, with citations, on PostgreSQL."
    package static let instructions = """
        Answers from stored sources. rag_query answers a question with citations, or says that the sources do not tell; \
        generate_context returns the passages for you to answer from, numbered; search_documents finds passages. \
        add_document stores a text in one call: do not split it, and give one that may come again a key, such as its path.
        """
    package static let migrations = [
        changeMigrations, retrievalMigrations, documentMigrations, transferMigrations, ragMigrations,
    ]
    package static let embeds = true
    package static let settings: [any SettingDeclaration] =
        [SourceReader.setting, SourceReader.webSetting, keptVersions] + ChatSettings.settings
        + RemoteStores.chromaSettings

    private static let keptVersions = Setting.integer(
        "SOURCE_VERSIONS",
        in: 0...10_000,
        default: 20,
        "How many former texts of a source are kept, for searches as of a time"
    )

    let access: RAGAccess
    private let reader: SourceReader
    private let model: ChatModel?
    private let isReadOnly: Bool
    private let changes: DocumentChanges
    private let remote: RemoteStores

    package init(resources: ServerResources) {
        reader = SourceReader(
            roots: resources.settings[SourceReader.setting],
            web: WebReader(roots: resources.settings[SourceReader.webSetting])
        )
        model = ChatSettings.model(resources.settings, logger: resources.logger)
        isReadOnly = resources.settings.isReadOnly
        access = RAGAccess(
            keptVersions: Int32(resources.settings[Self.keptVersions]),
            database: resources.database,
            embedder: resources.embedder,
            logger: resources.logger
        )
        remote = RemoteStores(resources.settings, logger: resources.logger)
        changes = DocumentChanges(access: access, logger: resources.logger) {
            try await resources.directConfiguration()
        }
    }

    package static let toolsets = ["answers", "sources", "sessions", "evaluation"]
    package static let defaultToolsets = ["answers", "sources"]

    /// Arguments for those who try what finds best, and for what is rarely needed; they are always accepted. A source is a
    /// document of the default collection, so that none is ever named.
    package static let argumentsOfToolsets = Dictionary(
        uniqueKeysWithValues: [
            "answer_by", "as_of", "chunks_from", "database", "diversity", "embed_again", "expand", "expansion",
            "feedback",
            "gitignore", "hidden", "min_score", "model", "per_source", "restart", "tenant", "version",
        ].map { ($0, "evaluation") } + [("collection", "collections")]
    )

    package func tools(of toolset: String) -> [any ToolHandler] {
        switch toolset {
        case "sources":
            [
                AddDocuments(access: access).handler,
                IngestFolder(access: access, reader: reader).handler,
                PreviewChunks(access: access).handler,
                ListSources(access: access).handler,
                GetSource(access: access).handler,
                DeleteSource(access: access).handler,
                ImportChroma(documents: access.documents, remote: remote, hasCollections: false).handler,
            ]
        case "sessions":
            [
                ListSessions(access: access).handler,
                GetSession(access: access).handler,
                GetQuery(access: access).handler,
                RateAnswer(access: access).handler,
            ]
        case "evaluation":
            [
                EvaluateRetrieval(access: access).handler,
                ExplainRetrieval(access: access).handler,
                SaveJudgements(access: access).handler,
                ListJudgementSets(access: access).handler,
                GetJudgements(access: access).handler,
            ]
        default:
            [
                AddDocument(access: access, reader: reader).handler,
                SearchDocuments(access: access).handler,
                GenerateContext(access: access).handler,
                RAGQuery(answering: Answering(access: access, model: model), isReadOnly: isReadOnly).handler,
            ]
        }
    }

    package static let views = viewFiles

    package var resources: [any ResourceProvider] {
        [RowResources(SourceResources.template, rows: SourceResources(access: access))]
    }

    package var prompts: [any PromptHandler] { [AnswerWithCitations(access: access).handler] }

    package static let changeChannels = [
        ChangeChannel.rows(documentChangeChannel, of: SourceResources.template.uriTemplate)
    ]

    package var workers: [any Service] { [access.ingestion, access.keywords, changes] }

    package var checks: [Check] {
        [.storedVectors(of: .chunks, .formerChunks), .documentFormats(reader.formats.programs)]
    }

    package func setting(of tool: String) -> String {
        switch tool {
        case IngestFolder.definition.name: reader.roots.folders.map(\.string).joined(separator: ":")
        case ImportChroma.definition.name: remote.chromaPlace
        default: ""
        }
    }

    package func finishPendingWork() async throws { try await access.finishBacklog() }
}
