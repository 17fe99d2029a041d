import ArgumentParser
import Documents
import Files
import Glibc
import ServerKit
import SystemPackage
import Transfer

/// `export`: the collection as an archive.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all documents with their vectors into an archive, a tar of JSON lines with checksums.",
        discussion: ServerOptions<VectorStoreServer>.discussion
    )

    @ArgumentParser.Argument(help: "A new file, or - for standard output.")
    var file: String

    @Option(help: "The collection, where it is not that of COLLECTION_NAME.")
    var collection: String?

    @OptionGroup var options: ServerOptions<VectorStoreServer>

    func run() async throws {
        let (server, resources) = try options.open()
        let name = collection ?? server.documents.defaultName
        let progress = TerminalProgress()
        let export = CollectionExport(try await server.documents.store(name), name: name)
        if file == "-" {
            guard isatty(STDOUT_FILENO) == 0 else {
                throw ValidationError("An archive is not for a terminal. Name a file, or send it on: … export - | gzip")
            }
            _ = try await export.write(to: .standardOutput, progress: progress.transfer(of: "documents"))
            progress.end()
        } else {
            let draft = try ArchiveDraft(of: FilePath(file).absolute)
            let manifest = try await export.write(to: draft.file, progress: progress.transfer(of: "documents"))
            try draft.publish()
            progress.end()
            try StandardOutput.print("Exported \(manifest.documents) documents with \(manifest.passages) vectors.")
        }
        await resources.close()
    }
}
