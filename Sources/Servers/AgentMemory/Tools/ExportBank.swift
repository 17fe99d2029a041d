import Files
import HTTP
import MCP
import Postgres
import ServerKit

struct ExportBank: WritingTool {
    static let definition = ToolDefinition(
        name: "export_bank",
        title: "Export bank",
        description: """
            Writes all of a bank, with history and conversations, into a file of JSON lines in the server's folder \
            TRANSFER_DIR; import_bank reads it.
            """,
        annotations: ToolAnnotations(readOnly: false, destructive: false, idempotent: true, openWorld: false),
        scopes: [.read, .write]
    ).asTask(for: .seconds(3_600))

    struct Input: ToolInput {
        @Argument("A new name, as in bank.jsonl.", .length(1...100)) var file: String
        @Argument(.bank) var bank: String?
    }

    struct Output: ToolOutput {
        var file: String
        var bank: String
        /// How many memories, retired ones among them.
        var memories: Int32
        var turns: Int32
        /// How many values of working memory.
        var values: Int32
        /// The size of the file.
        var bytes: Int
    }

    static let membersWithoutReading: Set = ["file", "bank", "memories", "turns", "values", "bytes"]

    typealias Preparation = (draft: ArchiveDraft, bank: String, counts: BankFile.Counts)

    let access: MemoryAccess
    let folder: TransferFolder

    /// Writes the file under another name.
    func prepare(_ input: Input, context: RequestContext) async throws -> Preparation {
        let name = try access.banks.name(input.bank)
        let export = try await access.export(of: name)
        let draft = try folder.draft(input.file, context: context)
        guard
            let counts = try await export.write(
                to: draft.file,
                progress: context.transferProgress("exported", "memories")
            )
        else { throw ToolError.noBank(name) }
        return (draft, name, counts)
    }

    /// Gives it its name.
    func write(
        _ made: Preparation,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let bytes = try made.draft.size
        try made.draft.publish()
        return Output(
            file: input.file,
            bank: made.bank,
            memories: made.counts.memories,
            turns: made.counts.turns,
            values: made.counts.values,
            bytes: bytes
        )
    }
}

extension MemoryAccess {
    /// An export of the bank of this name.
    func export(of name: String) async throws -> BankExport {
        let id = try await banks.id(name)
        guard id != BankAccess.none else { throw ToolError.noBank(name) }
        return BankExport(store: BankExportStore(pool: try await store().pool), bank: id)
    }
}
