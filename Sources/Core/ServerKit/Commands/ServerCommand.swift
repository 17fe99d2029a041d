public import ArgumentParser
import Logging

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
            ],
            defaultSubcommand: ServeCommand<Server>.self
        )
    }

    /// Made by the argument parser.
    public init() {}
}

extension PaddleServer {
    /// The server with its resources, for one run of a subcommand.
    static func make(settings: Settings) -> (server: Self, resources: ServerResources) {
        let resources = ServerResources(
            settings: settings,
            migrations: migrations,
            serverName: name,
            logger: Logger(label: name)
        )
        return (Self(resources: resources), resources)
    }
}
