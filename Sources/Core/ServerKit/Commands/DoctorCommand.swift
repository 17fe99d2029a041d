import ArgumentParser
import JSONFormat
import Logging
import MCP
import OrderedCollections

/// `doctor`: everything a newcomer can get wrong, each with the way to mend it.
struct DoctorCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "doctor",
            abstract: "Check everything the server stands on, and say how to mend what is wrong.",
            discussion: "Exit status: 0 all is well, 1 something is not. " + SettingsOptions.discussion
        )
    }

    @Flag(help: "Print the findings as JSON.")
    var json = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.load(["LOG_LEVEL": options.logLevel ?? "error"])
        let (_, resources) = try Server.make(settings: settings)
        let doctor = Doctor(settings: settings, resources: resources, migrations: Server.allMigrations)
        var findings: [Finding] = []
        for await finding in doctor.findings {
            findings.append(finding)
            if !json { print(finding.line) }
        }
        await resources.close()
        if json {
            let list = findings.map(\.json)
            print(JSON.object(["server": .string(Server.name), "findings": .array(list)]).description)
        }
        if findings.contains(where: { $0.outcome == .failed }) { throw ExitCode.failure }
    }
}

extension Finding {
    /// One line for people.
    fileprivate var line: String {
        let mark =
            switch outcome {
            case .ok: "ok     "
            case .warning: "warning"
            case .failed: "FAILED "
            case .skipped: "skipped"
            }
        return "\(mark)  \(name): \(text)"
    }

    fileprivate var json: JSON {
        ["name": .string(name), "outcome": .string(outcome.rawValue), "text": .string(text)]
    }
}
