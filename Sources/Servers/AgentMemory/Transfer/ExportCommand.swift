import ArgumentParser
import Files
import Glibc
import MCP
import ServerKit
import SystemPackage

/// `export`: a bank as a file.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all of a bank, with history and conversations, into a file of JSON lines.",
        discussion: ServerOptions<AgentMemoryServer>.discussion
    )

    @ArgumentParser.Argument(help: "A new file, or - for standard output.")
    var file: String

    @Option(help: "The bank, where it is not that of MEMORY_BANK.")
    var bank: String?

    @OptionGroup var options: ServerOptions<AgentMemoryServer>

    func run() async throws {
        let (server, resources) = try options.open()
        let name = try server.access.banks.name(bank)
        let export = try await server.access.export(of: name)
        let progress = TerminalProgress()
        if file == "-" {
            guard isatty(STDOUT_FILENO) == 0 else {
                throw ValidationError("An export is not for a terminal. Name a file, or send it on: … export - | gzip")
            }
            guard try await export.write(to: .standardOutput, progress: progress.transfer(of: "memories")) != nil else {
                throw ToolError.noBank(name)
            }
            progress.end()
        } else {
            let draft = try ArchiveDraft(of: FilePath(file).absolute)
            guard let counts = try await export.write(to: draft.file, progress: progress.transfer(of: "memories"))
            else { throw ToolError.noBank(name) }
            try draft.publish()
            progress.end()
            try StandardOutput.print(
                "Exported \(counts.memories) memories, \(counts.turns) turns and \(counts.values) values of \(name)."
            )
        }
        await resources.close()
    }
}
