import ArgumentParser
import Logging
import MCP
import ServiceLifecycle
import UnixSignals

/// `serve`: the server on stdin and stdout.
struct ServeCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve", abstract: "Serve MCP on stdin and stdout (what a client's configuration starts).",
            discussion: SettingsOptions.discussion)
    }

    @Argument(help: ArgumentHelp("The same as --database-url.", valueName: "url"))
    var databaseURLArgument: String?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let pipes = try StandardStreams.takeOver()
        let (server, resources) = Server.make(settings: try options.load(databaseURL: databaseURLArgument))
        let mcp = MCPServer(server.description, logger: resources.logger)
        let transport = StdioTransport(input: pipes.input, output: pipes.output, logger: resources.logger)
        let services: [ServiceGroupConfiguration.ServiceConfiguration] =
            [
                .init(service: ResourcesService(resources: resources, server: mcp), serviceName: "resources"),
                .init(
                    service: StdioService(transport: transport, server: mcp),
                    successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "stdio"),
            ]
            + server.services.map { .init(service: $0, successTerminationBehavior: .ignore) }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: resources.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        try await ServiceGroup(configuration: configuration).run()
    }
}
