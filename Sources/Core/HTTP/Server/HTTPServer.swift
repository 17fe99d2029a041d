package import Logging
package import Metrics
import ServiceLifecycle

/// Serves routes over HTTP/1.1, and with TLS over HTTP/2 too.
///
/// Nothing happens before ``run()``.
package final class HTTPServer: Service {
    private let configuration: HTTPConfiguration
    private let authorizer: (any Authorizer)?
    private let routes: [Route]
    private let logger: Logger
    private let metrics: any MetricsFactory
    private let onListening: @Sendable (HTTPListenAddress) throws -> Void
    private let stopSignal = AsyncStream<Never>.makeStream()

    /// Makes a server for one run.
    ///
    /// - Parameters:
    ///   - routes: The routes to serve. Of two with the same method and path, the first counts.
    ///   - authorizer: Decides who may call; without one everybody may, as the caller ``Caller/local``.
    ///   - metrics: Where requests and connections are counted; by default the factory of the whole process.
    ///   - onListening: Called once with the address, when the socket listens; the server takes connections once it has
    ///     returned, and ends where it throws.
    package init(
        _ configuration: HTTPConfiguration,
        routes: [Route],
        authorizer: (any Authorizer)?,
        logger: Logger,
        metrics: any MetricsFactory = MetricsSystem.factory,
        onListening: @escaping @Sendable (HTTPListenAddress) throws -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.routes = routes
        self.authorizer = authorizer
        self.logger = logger
        self.metrics = metrics
        self.onListening = onListening
    }

    /// Ends ``run()``, as graceful shutdown and cancellation do.
    package func stop() {
        stopSignal.continuation.finish()
    }

    /// Serves until ``stop()``, graceful shutdown or cancellation. Call it once.
    ///
    /// At the end no more connections are taken, streams of events end, and other work may go on for half of
    /// ``HTTPLimits/shutdown``; then it is stopped and answered with an error. After the whole time all connections are
    /// closed. Only work that ignores cancellation can delay the return.
    ///
    /// Throws ``HTTPServerError`` when it cannot listen.
    package func run() async throws {
        let metrics = HTTPMetrics(factory: metrics)
        let authorization = authorizer.map {
            RequestAuthorization(
                authorizer: $0,
                cookie: configuration.tokenCookie,
                scopes: routes.reduce(into: []) { $0.formUnion($1.scopes) },
                logger: logger
            )
        }
        let services = HTTPServices(
            limits: configuration.limits,
            hosts: HostPolicy(configuration),
            authorization: authorization,
            connections: connections(metrics),
            arrivals: permits("requests that still arrive", configuration.limits.bodies, share: 4),
            permits: permits("requests", configuration.limits.requests, share: 2),
            streams: permits("streams of events", configuration.limits.streams, share: 4),
            memory: configuration.memory,
            shutdown: Shutdown(),
            metrics: metrics,
            logger: logger
        )
        let metadata = authorizer?.protectedResource?.routes(scopes: authorization?.neededScopes ?? []) ?? []
        let responder = HTTPResponder(
            router: Router(metadata + routes),
            unknownPath: configuration.unknownPath,
            services: services
        )
        let listener = try await HTTPListener(configuration, connections: services.connections, logger: logger) {
            request,
            writer,
            channel in
            try await responder.respond(request, writer, channel)
        }
        guard authorizer != nil || listener.address.isLoopback || configuration.allowsOpenNetwork else {
            listener.close()
            throw HTTPServerError(
                "\(listener.address) can be reached from other machines, and no token would be required; "
                    + "set a token, or listen on 127.0.0.1"
            )
        }
        do {
            try onListening(listener.address)
        } catch {
            listener.close()
            throw error
        }
        listener.start()
        logger.info("listening", metadata: ["address": "\(listener.address)"])
        // A task of its own, because accepted connections must be closed properly, not dropped, when this task is
        // cancelled.
        let serving = Task { await serve(listener, services) }
        await withTaskCancellationOrGracefulShutdownHandler {
            await serving.value
        } onCancelOrGracefulShutdown: {
            self.stop()
        }
    }

    /// - Parameter share: One caller may take the limit divided by this; where no tokens tell callers apart, all of it.
    private func permits(_ name: String, _ limit: Int, share: Int) -> RequestPermits {
        RequestPermits(name, limit: limit, callerLimit: authorizer == nil ? limit : limit / share)
    }

    private func connections(_ metrics: HTTPMetrics) -> Connections {
        let limits = configuration.limits
        let limit = DescriptorLimit.makeRoom(forConnections: limits.connections)
        if limit < limits.connections {
            logger.warning(
                "the limit of open files is too low for all connections (ulimit -n, LimitNOFILE=)",
                metadata: ["connections": "\(limit) of \(limits.connections)"]
            )
        }
        return Connections(limits: limits, limit: limit, metrics: metrics, logger: logger)
    }

    private func serve(_ listener: HTTPListener, _ services: HTTPServices) async {
        await withTaskGroup { group in
            group.addTask {
                await withDiscardingTaskGroup { group in
                    for await connection in listener.accepted { group.addTask { await connection() } }
                }
            }
            group.addTask {
                for await _ in self.stopSignal.stream {}
                guard !Task.isCancelled else { return }
                await self.end(listener, services)
            }
            await group.next()
            // Whichever came first: the end of all connections, or of the time allowed for it.
            group.cancelAll()
        }
    }

    private func end(_ listener: HTTPListener, _ services: HTTPServices) async {
        listener.close()
        services.shutdown.begin(.streams)
        services.connections.quiesce()
        let half = configuration.limits.shutdown / 2
        try? await Task.sleep(for: half)
        services.shutdown.begin(.calls)
        try? await Task.sleep(for: half)
        services.connections.close()
    }
}
