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

    @Flag(name: .customLong("conformance-fixtures"), help: .hidden)
    var servesConformanceFixtures = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.load(["DATABASE_URL": databaseURLArgument])
        let (paddle, resources) = try Server.make(settings: settings)
        let logger = resources.logger
        let runtime =
            servesConformanceFixtures
            ? ServerRuntime(fixtures: ConformanceFixtures.description(version: paddleVersion), logger: logger)
            : ServerRuntime(paddle, settings: settings, resources: resources)
        let transport = try StdioTransport.takeStandardStreams(logger: logger)
        let firstAnswer = Gate()
        // They are stopped in reverse: first the way in, last what all stand on.
        var services = runtime.services.map { service in
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
                    server: runtime.server,
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
