public import HTTP
public import Logging
public import Metrics
public import ServiceLifecycle

/// Serves MCP clients over Streamable HTTP: one endpoint, no sessions.
///
/// Nothing is made before ``run()``.
public final class HTTPTransport: Service {
    private let server: MCPServer
    private let configuration: HTTPConfiguration
    private let authorizer: (any Authorizer)?
    private let routes: [HTTPRoute]
    private let logger: Logger
    private let metrics: any MetricsFactory
    private let onListening: @Sendable (HTTPListenAddress) -> Void
    private let stopSignal = AsyncStream<Never>.makeStream()

    /// A transport for one run.
    ///
    /// - Parameters:
    ///   - authorizer: Decides who may ask; without one everybody may, as the caller ``Caller/local``.
    ///   - routes: What else is answered. Their paths go before the endpoint's.
    ///   - metrics: Where requests, connections and subscriptions are counted; by default where the whole process counts.
    ///   - onListening: Told, once, where connections are taken from now on.
    public init(
        server: MCPServer,
        configuration: HTTPConfiguration,
        authorizer: (any Authorizer)?,
        routes: [HTTPRoute] = [],
        logger: Logger,
        metrics: any MetricsFactory = MetricsSystem.factory,
        onListening: @escaping @Sendable (HTTPListenAddress) -> Void = { _ in }
    ) {
        self.server = server
        self.configuration = configuration
        self.authorizer = authorizer
        self.routes = routes
        self.logger = logger
        self.metrics = metrics
        self.onListening = onListening
    }

    /// Ends ``run()``, as graceful shutdown and cancellation do.
    public func stop() {
        stopSignal.continuation.finish()
    }

    /// Serves until ``stop()``, graceful shutdown or cancellation. To be called once.
    ///
    /// At the end no more connections are taken, subscriptions get their last answer, and calls may go on for half of
    /// ``HTTPLimits/shutdown``; then they are answered with an error, and at its end all connections are closed. Only work
    /// that goes on in spite of being cancelled can hold up the return.
    ///
    /// Throws ``HTTPTransportError`` when it cannot listen.
    public func run() async throws {
        let metrics = RequestMetrics(transport: "http", factory: metrics)
        let connections = Connections(limit: configuration.limits.connections, metrics: metrics)
        let work = OpenWork(requestLimit: configuration.limits.requests)
        let responder = HTTPResponder(
            server: server,
            configuration: configuration,
            hosts: HostPolicy(configuration),
            authorization: authorizer.map { HTTPAuthorization(authorizer: $0, logger: logger) },
            routes: routes,
            connections: connections,
            work: work,
            metrics: metrics,
            logger: logger
        )
        let listener = try await HTTPListener(configuration, connections: connections, logger: logger) {
            request,
            writer,
            channel in
            try await responder.respond(request, writer, channel)
        }
        guard authorizer != nil || listener.address.isLoopback || configuration.allowsOpenNetwork else {
            listener.close()
            throw HTTPTransportError(
                "\(listener.address) can be reached from other machines, and nobody would be asked for a token; "
                    + "set a token, or listen on 127.0.0.1"
            )
        }
        listener.start()
        logger.info("listening", metadata: ["address": "\(listener.address)"])
        onListening(listener.address)
        // A task of its own, because what was accepted must be brought to its end and not dropped when this one is
        // cancelled.
        let serving = Task { await serve(listener, connections, work) }
        await withTaskCancellationOrGracefulShutdownHandler {
            await serving.value
        } onCancelOrGracefulShutdown: {
            self.stop()
        }
    }

    private func serve(_ listener: HTTPListener, _ connections: Connections, _ work: OpenWork) async {
        await withTaskGroup { group in
            group.addTask {
                await withDiscardingTaskGroup { group in
                    for await connection in listener.accepted { group.addTask { await connection() } }
                }
            }
            group.addTask {
                for await _ in self.stopSignal.stream {}
                guard !Task.isCancelled else { return }
                await self.end(listener, connections, work)
            }
            await group.next()
            // Whichever came first: the end of all connections, or of the time they had to end.
            group.cancelAll()
        }
    }

    private func end(_ listener: HTTPListener, _ connections: Connections, _ work: OpenWork) async {
        listener.close()
        work.endSubscriptions()
        connections.quiesce()
        let half = configuration.limits.shutdown / 2
        try? await Task.sleep(for: half)
        work.abandonCalls()
        try? await Task.sleep(for: half)
        connections.close()
    }
}
