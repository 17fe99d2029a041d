import Async
import FoundationEssentials
import Glibc
import Logging
import MCP
import ServiceLifecycle
import UnixSignals

/// Everything that runs while a server serves, in one group: the background services, and the transports.
struct ServingGroup<Server: PaddleServer> {
    private let logger: Logger
    private let services: [ServiceGroupConfiguration.ServiceConfiguration]

    /// Takes the standard streams or prepares HTTP; nothing is started yet.
    init(_ runtime: ServerRuntime, resources: ServerResources) throws {
        let settings = resources.settings
        let logger = resources.logger
        self.logger = logger
        // What must not compete with the first answer waits for it, or for HTTP to listen.
        let begun = Latch()
        let listening = try HTTPService<Server>(
            runtime,
            resources: resources,
            onListening: begun.open
        )

        // Services are stopped in reverse: the transports first, and what everything depends on last.
        var services = (listening?.reloading ?? []).map { Self.configuration($0, ends: false) }
        services += runtime.feeds.map { Self.configuration($0, ends: false) }
        services += runtime.services.map { Self.configuration(AfterLatch(latch: begun, service: $0), ends: false) }
        if let listening {
            services += runtime.preparations.map {
                Self.configuration(AfterLatch(latch: begun, service: $0), ends: false)
            }
            services.append(Self.configuration(listening.transport, ends: true))
        }
        if settings.serving.stdio ?? (listening == nil) {
            if isatty(STDIN_FILENO) == 1 { StandardError.write(line: Array(Self.hint.utf8)) }
            var limits = StdioTransport.Limits()
            limits.concurrentCalls = settings.serving.callConcurrency
            let transport = try StdioTransport.takeStandardStreams(logger: logger, limits: limits)
            let service = StdioService(transport: transport, server: runtime.server, onFirstAnswer: begun.open)
            services.append(Self.configuration(service, ends: true))
        }
        if listening != nil {
            var liveness = Liveness(database: resources.database)
            let interval = WatchdogService.interval()
            // A sign of life is due every half interval; an unreachable database must not delay it beyond that.
            if let interval { liveness.limit = min(liveness.limit, interval / 4) }
            let notifying = WatchdogService(
                interval: interval,
                logger: logger,
                whenReady: { await begun.wait() },
                isAlive: liveness.isAlive
            )
            services.append(Self.configuration(notifying, ends: false))
        }
        self.services = services
    }

    /// For someone who has started the server by hand, and sees nothing happen.
    private static var hint: String {
        let name = Server.name
        return """
            \(name) waits for the messages of an MCP client on standard input. It is usually started by the client.
            "\(name) tools" lists the tools, "\(name) call TOOL JSON" calls one, "\(name) --help" says more. Ctrl-D ends it.
            """
    }

    func run() async throws {
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(3)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// - Parameter ends: Whether there is nothing left to serve when the service ends.
    private static func configuration(
        _ service: any Service,
        ends: Bool
    ) -> ServiceGroupConfiguration.ServiceConfiguration {
        .init(
            service: service,
            successTerminationBehavior: ends ? .gracefullyShutdownGroup : .ignore,
            serviceName: "\(type(of: service))"
        )
    }
}
