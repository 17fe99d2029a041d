import ArgumentParser
import Logging
import Postgres

/// `database`: the embedded database that all servers of one PADDLE_HOME share.
struct DatabaseCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "database",
            abstract: "Show, start or stop the embedded database.",
            discussion: SettingsOptions.discussion
        )
    }

    enum Action: String, ExpressibleByArgument, CaseIterable {
        case status
        case start
        case stop
    }

    @ArgumentParser.Argument(help: "status, start or stop.")
    var action = Action.status

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.load()
        let cluster = EmbeddedCluster(
            home: settings.home,
            postgresql: settings.postgresql,
            logger: Logger(label: Server.name)
        )
        do {
            switch action {
            case .status:
                print(text(of: try await cluster.status()))
            case .start:
                _ = try await cluster.connect()
                print(text(of: try await cluster.status()))
            case .stop:
                print(try await cluster.stop() ? "stopped" : "was not running")
            }
        } catch let error as EmbeddedClusterError {
            throw CommandFailure(error.description)
        }
    }

    private func text(of status: EmbeddedCluster.Status) -> String {
        let version = status.majorVersion.map { ", PostgreSQL \($0)" } ?? ""
        let process = status.processID.map { ", process \($0)" } ?? ""
        return "\(status.state.rawValue)\(version)\(process): \(status.folder)"
    }
}
