import ArgumentParser
import Async
import JSONFormat
import Logging
import Postgres

/// `doctor`: everything a newcomer can get wrong, and how to fix it.
struct DoctorCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "doctor",
            abstract: "Check everything the server depends on, and say how to fix what is wrong.",
            discussion: "Exit status: 0 all is well, 1 something is not. \(ServerOptions<Server>.discussion)"
        )
    }

    @Flag(help: "Print the findings as JSON.")
    var json = false

    @OptionGroup var options: ServerOptions<Server>

    func run() async throws {
        let (server, resources) = try Server.make(settings: options.load(leastLevel: .error))
        // A check must not migrate the database.
        let database = LazyValue { try await resources.connect() }
        var findings: [Finding] = []
        for await finding in server.checkList(resources, database: database).findings {
            findings.append(finding)
            if !json { try StandardOutput.print(finding.line) }
        }
        await database.stop()?.close()
        await resources.close()
        if json {
            let list = findings.map(\.json)
            try StandardOutput.print(
                JSON.object(["server": .string(Server.name), "findings": .array(list)]).description
            )
        }
        if findings.contains(where: { if case .failed = $0.outcome { true } else { false } }) { throw ExitCode.failure }
    }
}

extension Finding {
    /// One line for people. Where a text has several, the others are indented, so that none looks like a finding.
    fileprivate var line: String {
        let (mark, text) =
            switch outcome {
            case .ok(let text): ("ok     ", text)
            case .warning(let text, let remedy): ("warning", "\(text): \(remedy)")
            case .failed(let text, let remedy): ("FAILED ", "\(text): \(remedy)")
            case .skipped(let text): ("skipped", text)
            }
        return "\(mark)  \(check.name): "
            + LineText.escaped(text, keepsLines: true).replacing("\n", with: "\n         ")
    }
}
