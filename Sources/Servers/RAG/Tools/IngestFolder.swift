import HTTP
import JSONFormat
import MCP
import Postgres
import ServerKit
import SystemPackage

struct IngestFolder: WritingTool {
    static let definition = ToolDefinition(
        name: "ingest_folder",
        title: "Ingest folder",
        description: """
            Brings the files of a folder in as sources: those that are new or have changed are read, those that are gone \
            are removed.
            """,
        annotations: .overwriting,
        scopes: [.read, .write]
    ).asTask()

    struct Input: ToolInput {
        @Argument("An absolute path, or a file: URI.", .length(1...4_096)) var path: String
        @Argument("Globs of what is wanted, as in *.md or docs/**; all where none is given.", .count(1...100))
        var include: [String]?
        @Argument("Globs of what is left out.", .count(1...100)) var exclude: [String]?
        @Argument("Also files and folders whose names begin with a dot.") var hidden: Bool = false
        @Argument("Leave out what .gitignore names.") var gitignore: Bool = true
        @Argument("Facts to filter by, of all its files; each gets its path as well.") var metadata: JSONObject?
    }

    struct Output: ToolOutput {
        var created: Int
        var updated: Int
        var unchanged: Int
        var removed: Int
        /// How many could not be read; the first of them are named in problems.
        var failed: Int
        var problems: [String]
        /// How many chunks were embedded.
        var embeddedChunks: Int
    }

    static let membersWithoutReading: Set = [
        "created", "updated", "unchanged", "removed", "failed", "problems", "embedded_chunks",
    ]

    let access: RAGAccess
    let reader: SourceReader

    /// Each file is a transaction of its own.
    func prepare(_ input: Input, context: RequestContext) async throws -> (folder: Int32, report: FolderReport) {
        do {
            let selection = try FileSelection(
                include: input.include ?? [],
                exclude: input.exclude ?? [],
                includesHidden: input.hidden,
                obeysIgnoreFiles: input.gitignore
            )
            let folder = try reader.roots.folder(input.path)
            let id = try await access.sources().folder(folder.path.string)
            let ingestion = FolderIngestion(
                access: access,
                reader: reader,
                folder: folder,
                id: id,
                metadata: input.metadata ?? [:]
            )
            let report = try await ingestion.run(selection) { done, file in
                context.progress(Double(done), message: "\(done) files; \(file)")
            }
            return (id, report)
        } catch let error as SourceError {
            throw ToolError(error.description)
        } catch let error as GlobError {
            throw ToolError("\(error)")
        }
    }

    func write(
        _ prepared: (folder: Int32, report: FolderReport),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        try await access.sources().noteIngested(prepared.folder, on: connection)
        let report = prepared.report
        return Output(
            created: report.created,
            updated: report.updated,
            unchanged: report.unchanged,
            removed: report.removed,
            failed: report.failed,
            problems: report.problems,
            embeddedChunks: report.chunks
        )
    }

    func committed(_ output: Output) { access.stored() }
}
