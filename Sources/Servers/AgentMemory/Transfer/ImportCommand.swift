import ArgumentParser
import Async
import Files
import FoundationEssentials
import Postgres
import ServerKit
import SystemPackage

/// `import`: a file into a bank.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Store the memories of a file: of an export, or of what another memory server has exported.",
        discussion: ServerOptions<AgentMemoryServer>.discussion
    )

    @ArgumentParser.Argument(help: "The file, or - for standard input.")
    var file: String

    @Option(help: "The bank, where it is not that of MEMORY_BANK. It is made where it is not there.")
    var bank: String?

    @Option(help: "Whose file it is, where that is not recognised: paddle, mem0, mcp_memory_service or memory_graph.")
    var format: ImportFormat?

    @Flag(help: "Leave out what cannot be read.")
    var skipUnreadable = false

    @Flag(help: "Store what looks like a secret.")
    var allowSecrets = false

    @OptionGroup var options: ServerOptions<AgentMemoryServer>

    func run() async throws {
        let (server, resources) = try options.open()
        guard !resources.settings.isReadOnly else {
            throw TransferError("READ_ONLY is set, so that nothing is written. Import without it.")
        }
        let name = try server.access.banks.name(bank)
        let given = file == "-" ? try Self.standardInput() : try ReadOnlyFile(FilePath(file).absolute)
        let job = BankImport(
            reader: try await ImportReader.open(given, format: format),
            access: server.access,
            secrets: server.writing.secrets,
            options: BankImport.Options(skipsUnreadable: skipUnreadable, allowsSecrets: allowSecrets)
        )
        let progress = TerminalProgress()
        let findings = try await job.check(progress: progress.transfer(of: "entries"))
        let report = try await resources.database.value().transaction { connection in
            try await connection.execute(.liftingStatementTimeout)
            return try await job.store(
                findings,
                inBank: name,
                on: connection,
                progress: progress.transfer(of: "entries")
            )
        }
        progress.end()
        try StandardOutput.print(
            "Imported \(report.memories) memories, \(report.turns) turns and \(report.values) values into \(name); "
                + "skipped \(report.skipped), refused \(findings.secrets.count), could not read "
                + "\(findings.unreadableCount)."
        )
        for problem in findings.unreadable + findings.refused { try StandardOutput.print("Left out: \(problem).") }
        try await server.finishPendingWork()
        await resources.close()
    }

    /// Standard input, which is kept in a file without a name, since it is read more than once.
    private static func standardInput() throws -> ReadOnlyFile {
        let folder = FilePath(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")
        let path = folder.appending(".paddle-import-\(UInt64.random(in: 0...(.max)))")
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: .ownerReadWrite
        )
        defer { try? path.removeFile() }
        try file.closeAfter {
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
            while true {
                let count = try unsafe buffer.withUnsafeMutableBytes {
                    try unsafe FileDescriptor.standardInput.read(into: $0)
                }
                if count == 0 { break }
                _ = try file.writeAll(buffer[..<count])
            }
        }
        return try ReadOnlyFile(path)
    }
}

extension ImportFormat: ExpressibleByArgument {}
