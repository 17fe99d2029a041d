public import ArgumentParser
import Logging
import Migration

/// The command line of a server: the same subcommands for each.
public struct ServerCommand<Server: PaddleServer>: AsyncParsableCommand {
    /// The subcommands; `serve` where none is named.
    public static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Server.name,
            abstract: Server.abstract,
            version: paddleVersion,
            subcommands: [
                ServeCommand<Server>.self, ToolsCommand<Server>.self, CallCommand<Server>.self,
                MigrateCommand<Server>.self, DatabaseCommand<Server>.self,
                DoctorCommand<Server>.self,
            ],
            defaultSubcommand: ServeCommand<Server>.self
        )
    }

    /// Made by the argument parser.
    public init() {}
}

extension PaddleServer {
    /// The server with its resources, for one run of a subcommand.
    static func make(settings: Settings) throws(SettingsError) -> (server: Self, resources: ServerResources) {
        if let unknown = settings.toolsets?.first(where: { !toolsets.contains($0) }) {
            throw SettingsError("TOOLSETS: there is no \"\(unknown)\"; there are \(toolsets.joined(separator: ", ")).")
        }
        let resources = ServerResources(
            settings: settings,
            migrations: allMigrations,
            serverName: name,
            logger: Logger(label: name)
        )
        return (Self(resources: resources), resources)
    }

    /// What the server's tables need, and what every server's do.
    static var allMigrations: [MigrationSet] { migrations + [auditMigrations] }
}
