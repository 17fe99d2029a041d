import ArgumentParser
import EmbeddedPostgres
import Logging
import Postgres

/// `database`: the private database that all servers of one PADDLE_HOME share.
struct DatabaseCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "database",
            abstract: "Show, start or stop the private database.",
            discussion: ServerOptions<Server>.discussion
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
            "Wait until nobody has been connected for this many seconds, then stop.",
            valueName: "seconds"
        )
    )
    var whenIdle: Double?

    @OptionGroup var options: ServerOptions<Server>

    func validate() throws {
        guard let whenIdle else { return }
        guard action == .stop else { throw ValidationError("--when-idle goes with stop only.") }
        guard ClusterSettings.idleSeconds.contains(whenIdle) else {
            throw ValidationError("--when-idle takes 1 to \(Int(ClusterSettings.idleSeconds.upperBound)) seconds.")
        }
    }

    func run() async throws {
        // No other settings: a mistake in those must not keep anyone from the database.
        let (settings, isReadOnly) = try options.loadCluster()
        let cluster = EmbeddedCluster(settings, logger: Logger(label: Server.name))
        do {
            switch action {
            case .status:
                try StandardOutput.print(text(of: try await cluster.status()))
            case .start:
                if isReadOnly, try await cluster.status().state == .absent {
                    throw CommandFailure("READ_ONLY: there is no private database yet, and none is made.")
                }
                _ = try await cluster.connect()
                try StandardOutput.print(text(of: try await cluster.status()))
            case .stop:
                if let whenIdle {
                    let stopped = try await cluster.stop(whenIdleFor: .seconds(whenIdle))
                    try StandardOutput.print(stopped ? "stopped" : "was not running, or something else stopped it")
                } else {
                    try StandardOutput.print(try await cluster.stop() ? "stopped" : "was not running")
                }
            }
        } catch let error as EmbeddedClusterError {
            throw CommandFailure(error.description)
        } catch let error as PostgresError {
            throw CommandFailure(error.description)
        }
    }

    private func text(of status: EmbeddedCluster.Status) -> String {
        let version = status.majorVersion.map { ", PostgreSQL \($0)" } ?? ""
        let process = status.processID.map { ", process \($0)" } ?? ""
        return "\(status.state.rawValue)\(version)\(process): \(status.folder)"
    }
}
