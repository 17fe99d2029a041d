import ArgumentParser
import Logging
import MCP
import ServiceLifecycle
import UnixSignals

/// `serve`: the server on stdin and stdout.
struct ServeCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve",
            abstract: "Serve MCP on stdin and stdout (what a client's configuration starts).",
            discussion: SettingsOptions.discussion
        )
    }

    @ArgumentParser.Argument(help: ArgumentHelp("The same as --database-url.", valueName: "url"))
    var databaseURLArgument: String?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.load(databaseURL: databaseURLArgument)
        let (server, resources) = Server.make(settings: settings)
        let logger = resources.logger
        let transport = try StdioTransport.takeStandardStreams(logger: logger)
        let firstAnswer = Gate()
        // They are stopped in reverse: first the way in, last what all stand on.
        let background = [DatabaseService(database: resources.database, logger: logger)] + server.services

        var services = background.map { service in
            ServiceGroupConfiguration.ServiceConfiguration(
                service: AfterGate(gate: firstAnswer, service: service),
                successTerminationBehavior: .ignore,
                serviceName: "\(type(of: service))"
            )
        }
        services.append(
            .init(
                service: StdioService(
                    transport: transport,
                    server: MCPServer(server.description, logger: logger),
                    onFirstAnswer: firstAnswer.open
                ),
                successTerminationBehavior: .gracefullyShutdownGroup,
                serviceName: "stdio"
            )
        )
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(3)
        try await ServiceGroup(configuration: configuration).run()
    }
}
