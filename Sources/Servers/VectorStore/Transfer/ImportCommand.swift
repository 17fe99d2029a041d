import ArgumentParser
import Async
import DocumentTools
import Documents
import Files
import Postgres
import ServerKit
import SystemPackage
import Transfer

/// `import`: documents from an archive.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Store the documents of an archive that export wrote, or of a query.",
        discussion: """
            An import that was interrupted goes on where it ended, when it is begun again with the same archive or query.

            \(ServerOptions<VectorStoreServer>.discussion)
            """
    )

    @ArgumentParser.Argument(help: "The archive, or - for standard input.")
    var file: String?

    @Option(
        help: ArgumentHelp(
            "Instead of an archive: a SELECT in the same database, with the columns content and, where it has them, id, "
                + "key, title, metadata, created_at, updated_at and embedding. It reads only. Give it an ORDER BY.",
            valueName: "sql"
        )
    )
    var query: String?

    @Option(help: "The model that made the vectors of the query's column embedding; without it they are made again.")
    var model: String?

    @Option(help: "The collection, where it is not that of COLLECTION_NAME.")
    var collection: String?

    @Option(help: "For documents whose key, or id where they have none, is there: skip, replace or fail.")
    var existing = ExistingDocument.skip

    @Flag(help: "Make new vectors where those of the archive are of another model.")
    var embedAgain = false

    @Flag(help: "Give new ids instead of the archive's.")
    var newIds = false

    @Flag(help: "Begin anew after an interruption.")
    var restart = false

    @OptionGroup var options: ServerOptions<VectorStoreServer>

    func validate() throws {
        guard (file == nil) != (query == nil) else { throw ValidationError("Give either an archive or a --query.") }
    }

    func run() async throws {
        let (server, resources) = try options.open()
        guard !resources.settings.isReadOnly else {
            throw TransferError("READ_ONLY is set, so that nothing is written. Import without it.")
        }
        let (documents, collection) = (server.documents, collection)
        let choices = CollectionImport.Options(
            existing: existing,
            embedsAgain: embedAgain,
            assignsIDs: newIds,
            restarts: restart
        )
        let pool = try await resources.database.value()
        let report: CollectionImport.Report
        if let query {
            let dimensions = try await documents.collection(collection).dimensions
            report = try await QuerySource.open(query, model: model, dimensions: dimensions, in: pool) { source in
                try await Self.store(source, in: collection, of: documents, choices, pool)
            }
        } else {
            let archive = file == "-" ? nil : try ReadOnlyFile(FilePath(file ?? "").absolute, .pipe)
            let source = try await ArchiveSource.open(archive?.descriptor ?? .standardInput)
            report = try await Self.store(source, in: collection, of: documents, choices, pool)
        }
        let counts = report.counts
        let resumed = report.resumedAfter.map { " The first \($0) were stored before." } ?? ""
        try StandardOutput.print(
            "Created \(counts.created), replaced \(counts.replaced), skipped \(counts.skipped) documents.\(resumed)"
        )
        try await server.finishPendingWork()
        await resources.close()
    }

    private static func store(
        _ source: any ImportSource,
        in collection: String?,
        of documents: DocumentAccess,
        _ choices: CollectionImport.Options,
        _ pool: PostgresPool
    ) async throws -> CollectionImport.Report {
        let progress = TerminalProgress()
        defer { progress.end() }
        let job = try await ImportJob(
            of: source,
            into: collection,
            of: documents,
            choices,
            progress: progress.transfer(of: "documents")
        )
        try await pool.transaction { try await job.finish(on: $0) }
        return job.report
    }
}

extension ExistingDocument: ExpressibleByArgument {}
