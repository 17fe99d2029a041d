package import ArgumentParser
import Coordination
package import HTTP
package import MCP
package import Migration
import Retrieval
package import ServerKit
package import ServiceLifecycle

/// Memories in banks, conversations, and the state of sessions.
package struct AgentMemoryServer: PaddleServer {
    package static let name = "agent-memory"
    package static let title = "Agent Memory"
    package static let abstract = "An MCP server that remembers, corrects and forgets, on PostgreSQL."
    package static let instructions = """
        Long-term memory. Call recall before you begin a task, with query and, where one goes on, session_id. Store what is \
        worth knowing later with store_memory, one fact in a sentence that is clear by itself; do not store what recall or \
        search_memories has just returned. Where something has changed, use supersede_memory; where a note was wrong, \
        update_memory; where it is to be left out, forget_memory, which restore_memory undoes. add_messages keeps what was \
        said, and search_conversations finds it. set_working_memory keeps the state of a task in a session.
        """
    package static let migrations = [changeMigrations, retrievalMigrations, memoryMigrations]
    package static let embeds = true
    package static let settings: [any SettingDeclaration] =
        [BankSetting.setting, StoringRule.setting, SecretFilter.setting, FolderSetting.setting, TransferFolder.setting]

    package static let commands: [any AsyncParsableCommand.Type] = [ExportCommand.self, ImportCommand.self]

    package static let endpointArgument: String? = "bank"

    let access: MemoryAccess
    let writing: MemoryWriting
    let reembedding: ReembeddingWorker
    private let serverResources: ServerResources
    private var secrets: SecretFilter { writing.secrets }
    /// The folder that is kept in step, where one is set.
    private let folder: FolderSync?
    private let folderService: FolderService?
    private let transfer: TransferFolder

    package init(resources: ServerResources) {
        let settings = resources.settings
        serverResources = resources
        access = MemoryAccess(
            bank: BankSetting(fixed: settings[BankSetting.setting]),
            isReadOnly: settings.isReadOnly,
            database: resources.database,
            embedder: resources.embedder,
            logger: resources.logger
        )
        writing = MemoryWriting(
            access: access,
            rule: StoringRule(threshold: settings[StoringRule.setting] ?? StoringRule.defaultThreshold),
            secrets: SecretFilter(settings)
        )
        reembedding = ReembeddingWorker(logger: resources.logger) { [access] in
            let stores = try await access.tables()
            let work = Reembedding(of: stores, connecting: resources.directConfiguration, logger: resources.logger)
            return try await work.continue(loading: resources.embedder(named:)) { model, connection in
                try await ReembeddingWork.end(stores, model: model, on: connection)
            }
        }
        transfer = TransferFolder(settings, example: "bank.jsonl")
        folder = settings[FolderSetting.setting].map { [access, writing] path in
            FolderSync(path: path, access: access, secrets: writing.secrets)
        }
        folderService = folder.map { folder in
            FolderService(folder, logger: resources.logger) { try await resources.directConfiguration() }
        }
    }

    package static let toolsets = ["memory", "conversation", "curation"]
    package static let defaultToolsets = ["memory", "conversation"]

    /// Arguments for those who curate a bank; they are always accepted.
    package static let argumentsOfToolsets = Dictionary(
        uniqueKeysWithValues: [
            "subject", "attribute", "source", "trust", "valid_to", "never_expires", "on_duplicate", "allow_secrets",
            "mode", "half_life_days", "min_score", "time_phrases", "tail_turns", "conversations", "kinds", "title",
            "order", "from_turn", "as_of", "expires_at", "pinned", "group_by", "context", "ttl_seconds",
            "expected_updated_at", "reason", "state", "session_ids", "memories.pinned", "memories.valid_from",
            "memories.expires_at", "memories.metadata", "messages.metadata",
        ].map { ($0, "curation") }
    )

    package func tools(of toolset: String) -> [any ToolHandler] {
        switch toolset {
        case "conversation":
            [
                AddMessages(access: access, secrets: secrets).handler,
                DeleteConversation(access: access).handler,
                GetConversation(access: access).handler,
                ListConversations(access: access).handler,
                SearchConversations(access: access).handler,
                SetWorkingMemory(access: access).handler,
                GetWorkingMemory(access: access).handler,
            ]
        case "curation":
            [
                ConsolidateMemories(access: access, rule: writing.rule).handler,
                FindConflicts(access: access, rule: writing.rule).handler,
                MemoryStats(access: access).handler,
                DeleteMemoryBank(access: access).handler,
                PurgeMemories(access: access).handler,
                ReembedMemories(access: access, reembedding: reembedding, load: serverResources.embedder(named:))
                    .handler,
                SyncMemoryBank(sync: folder).handler,
                ExportBank(access: access, folder: transfer).handler,
                ImportBank(access: access, secrets: secrets, folder: transfer).handler,
            ]
        default:
            [
                StoreMemory(writing: writing).handler,
                StoreMemories(writing: writing).handler,
                SearchMemories(access: access).handler,
                GetMemory(access: access).handler,
                ListMemories(access: access).handler,
                UpdateMemory(access: access, secrets: secrets).handler,
                SupersedeMemory(access: access, secrets: secrets).handler,
                ForgetMemory(access: access).handler,
                RestoreMemory(access: access).handler,
                Recall(access: access).handler,
                CreateMemoryBank(access: access).handler,
                ListMemoryBanks(access: access).handler,
            ]
        }
    }

    package var resources: [any ResourceProvider] {
        [
            RowResources(BankResources.template, rows: BankResources(access: access)),
            RowResources(MemoryResources.template, rows: MemoryResources(access: access)),
            RowResources(ConversationResources.template, rows: ConversationResources(access: access)),
        ]
    }

    package static let views = viewFiles

    package var prompts: [any PromptHandler] {
        [
            RememberThis(access: access).handler, RecallAbout(access: access).handler,
            StartSession(access: access).handler,
        ]
    }

    package static let changeChannels = [
        ChangeChannel.rows(MemoryChannel.memories, of: MemoryResources.template.uriTemplate),
        ChangeChannel.rows(MemoryChannel.banks, of: BankResources.template.uriTemplate),
        ChangeChannel.rows(MemoryChannel.conversations, of: ConversationResources.template.uriTemplate),
    ]

    package var services: [any Service] { [access.accesses] }

    package var workers: [any Service] {
        let workers: [any Service] = [access.embedding, access.keywords, reembedding.worker]
        return workers + [folderService].compactMap(\.self)
    }

    package var pointedWork: [any PointedWork] { [ReembeddingWork()] }

    package var checks: [Check] { [.storedVectors(of: .memories, .turns), .memoryFolder(folder?.path)] }

    package func setting(of tool: String) -> String {
        let bank = access.banks.setting.fixed ?? ""
        let isTransfer = [ExportBank.definition.name, ImportBank.definition.name].contains(tool)
        return isTransfer ? "\(bank) \(transfer.place)" : bank
    }

    package func finishPendingWork() async throws {
        try await access.finishBacklog()
        try await reembedding.finish()
    }
}
