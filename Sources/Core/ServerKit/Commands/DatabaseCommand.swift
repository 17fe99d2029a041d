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

    @Option(
        help: ArgumentHelp(
            "Wait until nobody has been connected for so many seconds, then stop.",
            valueName: "seconds"
        )
    )
    var whenIdle: Double?

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        guard let whenIdle else { return }
        guard action == .stop else { throw ValidationError("--when-idle belongs to stop.") }
        guard (0.001...31_536_000).contains(whenIdle) else {
            throw ValidationError("--when-idle takes 0.001 to 31536000 seconds.")
        }
    }

    func run() async throws {
        let settings = try options.load()
        let cluster = EmbeddedCluster(settings, logger: Logger(label: Server.name))
        do {
            switch action {
            case .status:
                print(text(of: try await cluster.status()))
            case .start:
                _ = try await cluster.connect()
                print(text(of: try await cluster.status()))
            case .stop:
                let stopped =
                    if let whenIdle {
                        try await cluster.stop(whenIdleFor: .seconds(whenIdle))
                    } else {
                        try await cluster.stop()
                    }
                print(stopped ? "stopped" : "was not running")
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
