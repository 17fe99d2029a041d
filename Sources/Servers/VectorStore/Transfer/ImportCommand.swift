import ArgumentParser
import Async
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
        abstract: "Store the documents of an archive that export wrote.",
        discussion: """
            An import that was interrupted goes on where it ended, when it is begun again with the same archive.

            \(ServerOptions<VectorStoreServer>.discussion)
            """
    )

    @ArgumentParser.Argument(help: "The archive, or - for standard input.")
    var file: String

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

    func run() async throws {
        let (server, resources) = try options.open()
        guard !resources.settings.isReadOnly else {
            throw TransferError("READ_ONLY is set, so that nothing is written. Import without it.")
        }
        let archive = file == "-" ? nil : try ReadOnlyFile(FilePath(file).absolute, .pipe)
        let progress = TerminalProgress()
        let job = try await ImportJob(
            of: ArchiveSource.open(archive?.descriptor ?? .standardInput),
            into: collection,
            of: server.documents,
            CollectionImport.Options(
                existing: existing,
                embedsAgain: embedAgain,
                assignsIDs: newIds,
                restarts: restart
            ),
            progress: progress.showDocuments
        )
        try await resources.database.value().transaction { try await job.finish(on: $0) }
        progress.end()
        let counts = job.report.counts
        let resumed = job.report.resumedAfter.map { " The first \($0) were stored before." } ?? ""
        try StandardOutput.print(
            "Created \(counts.created), replaced \(counts.replaced), skipped \(counts.skipped) documents.\(resumed)"
        )
        try await server.finishPendingWork()
        await resources.close()
    }
}

extension ExistingDocument: ExpressibleByArgument {}
