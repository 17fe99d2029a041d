import HTTP
import MCP
import Postgres
import ServerKit
import Text

struct SyncMemoryBank: WritingTool {
    static let definition = ToolDefinition(
        name: "sync_memory_bank",
        title: "Sync memory bank",
        description: """
            Brings the folder MEMORY_BANK_PATH and the bank in step now. Sections of its Markdown files are memories. Where \
            both sides changed the same lines, the memory keeps its text, and the file's is put beside it.
            """,
        annotations: .overwriting,
        scopes: [.read, .write]
    ).asTask()

    struct Input: ToolInput {
        @Argument("Which side may be changed.") var direction: SyncDirection = .both
        @Argument("Show, and change nothing.") var dryRun: Bool = false
    }

    struct Output: ToolOutput {
        /// How many files were read.
        var files: Int
        /// The ids of memories; 0 for one that would be made.
        var created: [Int32]
        var updated: [Int32]
        var retired: [Int32]
        var restored: [Int32]
        /// Files that were written or removed.
        var written: [String]
        /// Files with the texts that lost a conflict.
        var conflicts: [String]
        /// What is not in step, and why.
        var problems: [String]
        /// Memories that stay though their files are gone.
        var heldBack: Int?
        /// What would change.
        var diff: String?
    }

    static let membersWithoutReading: Set = [
        "files", "created", "updated", "retired", "restored", "written", "conflicts", "problems",
    ]

    /// How many ids, paths and bytes an answer lists.
    private static let mostListed = 1_000
    private static let mostDiff = 100_000

    /// nil where no folder is set.
    let sync: FolderSync?

    /// Each file is a transaction of its own.
    func prepare(_ input: Input, context: RequestContext) async throws -> SyncReport {
        guard let sync else {
            throw ToolError("There is no folder: start the server with MEMORY_BANK_PATH set to one.")
        }
        let bank = sync.access.banks.setting.name
        guard sync.access.banks.mayName(bank) else {
            throw ToolError(
                "The folder belongs to the bank \"\(bank)\", which cannot be reached here.",
                kind: .forbidden
            )
        }
        do {
            return try await sync.run(input.direction, dryRun: input.dryRun) { done, total in
                context.progress(Double(done), of: Double(total), message: "\(done) of \(total) files are in step")
            }
        } catch let problem as SyncProblem {
            throw ToolError(problem.description)
        }
    }

    func write(
        _ report: SyncReport,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        Output(
            files: report.files,
            created: Array(report.created.prefix(Self.mostListed)),
            updated: Array(report.updated.prefix(Self.mostListed)),
            retired: Array(report.retired.prefix(Self.mostListed)),
            restored: Array(report.restored.prefix(Self.mostListed)),
            written: Array(report.written.prefix(Self.mostListed)),
            conflicts: Array(report.conflicts.prefix(Self.mostListed)),
            problems: report.flaws.prefix(100).map(\.description),
            heldBack: report.heldBack == 0 ? nil : report.heldBack,
            diff: input.dryRun ? report.diff.start(of: Self.mostDiff) : nil
        )
    }
}
