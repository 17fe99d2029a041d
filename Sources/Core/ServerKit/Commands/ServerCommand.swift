public import ArgumentParser

/// The command line of a server: the same subcommands for each, and those of its own.
public struct ServerCommand<Server: PaddleServer>: AsyncParsableCommand {
    /// The subcommands; `serve` where none is named.
    public static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Server.name,
            abstract: Server.abstract,
            version: paddleVersion,
            subcommands: [
                ServeCommand<Server>.self, ToolsCommand<Server>.self, CallCommand<Server>.self,
                MigrateCommand<Server>.self, DatabaseCommand<Server>.self, DoctorCommand<Server>.self,
            ] + Server.commands,
            defaultSubcommand: ServeCommand<Server>.self
        )
    }

    /// Made by the argument parser.
    public init() {}
}
