import ArgumentParser
import FoundationEssentials
import Logging
import MCP
import Migration
import Postgres

/// `migrate`: the state of the schema, and bringing it up to date.
struct MigrateCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "migrate",
            abstract: "Show or apply the migrations of the database.",
            discussion: ServerOptions<Server>.discussion
        )
    }

    enum Action: String, ExpressibleByArgument, CaseIterable {
        case status
        case up
    }

    @ArgumentParser.Argument(help: "status shows each file, applied or pending; up applies what is pending.")
    var action = Action.status

    @OptionGroup var options: ServerOptions<Server>

    func run() async throws {
        let (_, resources) = try options.open()
        let logger = resources.logger
        let migrator = Migrator(sets: Server.allMigrations, logger: logger)
        let action = action
        do {
            let pool = try await resources.connect()
            try await resources.withDirectConnection(of: pool) { connection in
                if action == .up {
                    let count = try await migrator.up(on: connection)
                    try StandardOutput.print(count == 0 ? "The database is up to date." : "Applied \(count).")
                }
                for status in try await migrator.status(on: connection) {
                    let state = status.appliedAt.map { "applied \($0.formatted(.iso8601))" } ?? "pending"
                    try StandardOutput.print("\(status.set) \(status.version) \(status.name): \(state)")
                }
            }
            await pool.close()
        } catch {
            guard let failure = explain(error) else { throw error }
            throw CommandFailure(failure.text)
        }
    }
}
