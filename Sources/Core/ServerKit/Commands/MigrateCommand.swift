import ArgumentParser
import FoundationEssentials
import Logging
import Migration
import Postgres

/// `migrate`: the state of the schema, and bringing it up to date.
struct MigrateCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "migrate",
            abstract: "Show or apply the migrations of the database.",
            discussion: SettingsOptions.discussion
        )
    }

    enum Action: String, ExpressibleByArgument, CaseIterable {
        case status
        case up
    }

    @ArgumentParser.Argument(help: "status shows each file, applied or pending; up applies what is pending.")
    var action = Action.status

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.load()
        let logger = Logger(label: Server.name)
        let migrator = Migrator(sets: Server.allMigrations, logger: logger)
        let action = action
        do {
            let pool = try await ServerResources.connect(settings: settings, serverName: Server.name, logger: logger)
            try await pool.withConnection { connection in
                if action == .up {
                    let count = try await migrator.up(on: connection)
                    print(count == 0 ? "The database is up to date." : "Applied \(count).")
                }
                for status in try await migrator.status(on: connection) {
                    let state = status.appliedAt.map { "applied \($0.formatted(.iso8601))" } ?? "pending"
                    print("\(status.set) \(status.version) \(status.name): \(state)")
                }
            }
            await pool.close()
        } catch {
            guard let text = describeForCaller(error) else { throw error }
            throw CommandFailure(text)
        }
    }
}

/// A failure told in one sentence, without a usage line: the command line was right.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
