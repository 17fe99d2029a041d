import HTTP
import MCP
import Postgres
import ServerKit

struct ImportBank: WritingTool {
    static let definition = ToolDefinition(
        name: "import_bank",
        title: "Import bank",
        description: """
            Stores the memories of a file in the server's folder TRANSFER_DIR, all or none: what export_bank wrote, or an \
            export of mem0, mcp-memory-service or the reference memory server. What is there already is skipped.
            """,
        annotations: ToolAnnotations(readOnly: false, destructive: false, idempotent: true, openWorld: false),
        scopes: [.read, .write]
    ).asTask()

    struct Input: ToolInput {
        @Argument("Its name, as in bank.jsonl.", .length(1...100)) var file: String
        @Argument(.bank) var bank: String?
        @Argument("Whose file it is; default: recognised.") var format: ImportFormat?
        @Argument("Leave out what cannot be read.") var skipUnreadable: Bool = false
        @Argument("Store what looks like a secret.") var allowSecrets: Bool = false
    }

    struct Output: ToolOutput {
        var bank: String
        var format: ImportFormat
        /// How many memories were stored, and how many of those are retired.
        var imported: Int
        var retired: Int?
        /// How many turns and values of working memory were stored.
        var turns: Int?
        var values: Int?
        /// How many memories, turns and values were there already.
        var skipped: Int
        /// How many seem to hold a secret, and were left out.
        var refused: Int
        /// How many lines or elements could not be read, and were left out.
        var unreadable: Int
        /// The first of those.
        var problems: [String]?
    }

    static let membersWithoutReading: Set = ["bank", "format", "imported", "skipped", "refused", "unreadable"]

    typealias Preparation = (job: BankImport, findings: BankImport.Findings, bank: String)

    let access: MemoryAccess
    let secrets: SecretFilter
    let folder: TransferFolder

    /// Looks through the file.
    func prepare(_ input: Input, context: RequestContext) async throws -> Preparation {
        let bank = try access.banks.name(input.bank)
        let job = BankImport(
            reader: try await ImportReader.open(folder.open(input.file), format: input.format),
            access: access,
            secrets: secrets,
            options: BankImport.Options(skipsUnreadable: input.skipUnreadable, allowsSecrets: input.allowSecrets)
        )
        return (job, try await job.check(progress: context.transferProgress("looked at", "entries")), bank)
    }

    /// Stores it.
    func write(
        _ prepared: Preparation,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let (job, findings, bank) = prepared
        let report = try await job.store(
            findings,
            inBank: bank,
            on: connection,
            progress: context.transferProgress("imported", "entries")
        )
        return Output(bank, job, findings, report)
    }

    func committed(_ output: Output) { access.stored() }
}

extension ImportBank.Output {
    init(_ bank: String, _ job: BankImport, _ findings: BankImport.Findings, _ report: BankImport.Report) {
        let problems = (findings.unreadable + findings.refused).map(\.description)
        self.init(
            bank: bank,
            format: job.reader.format,
            imported: report.memories,
            retired: report.retired == 0 ? nil : report.retired,
            turns: report.turns == 0 ? nil : report.turns,
            values: report.values == 0 ? nil : report.values,
            skipped: report.skipped,
            refused: findings.secrets.count,
            unreadable: findings.unreadableCount,
            problems: problems.isEmpty ? nil : problems
        )
    }
}

extension BankImport {
    /// Stores the file in the bank of this name, which is made where it is not there.
    func store(
        _ findings: Findings,
        inBank name: String,
        on connection: PostgresConnection,
        progress: Progress? = nil
    ) async throws -> Report {
        let banks = try await access.banks.store()
        let bank = try await banks.make(name, description: reader.header?.description, on: connection).id
        try await banks.lock(bank, on: connection)
        return try await store(findings, into: bank, on: connection, progress: progress)
    }
}
