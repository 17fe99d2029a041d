import Authorization
import FoundationEssentials
import HTTP
import Logging
import MCP
import ServiceLifecycle

/// The server over HTTP, as the settings describe it.
struct HTTPService<Server: PaddleServer> {
    let transport: HTTPServer
    /// Reads settings again while the server runs; it belongs at the beginning of the group.
    let reloading: [any Service]

    /// nil where HTTP is not served.
    init?(
        _ runtime: ServerRuntime,
        resources: ServerResources,
        onListening: @escaping @Sendable () -> Void
    ) throws {
        let settings = resources.settings
        guard let address = try Self.address(settings.serving) else { return nil }
        let logger = resources.logger
        let authorization = try settings.authorization.authorization(logger: logger)
        if case .tcp(let host, _) = address,
            let refusal = refusalToBind(host: host, isAuthorized: authorization != nil)
        {
            throw SettingsError(refusal)
        }
        var configuration = HTTPConfiguration(address: address)
        configuration.allowedHosts = settings.serving.allowedHosts
        configuration.allowedOrigins = settings.serving.allowedOrigins
        configuration.tls = settings.serving.tls.map {
            .init(certificateChainFile: $0.certificate, privateKeyFile: $0.key)
        }
        settings.connections.apply(to: &configuration.limits)
        // A place for every call that may run, and for those that ask something else meanwhile.
        configuration.limits.requests = max(configuration.limits.requests, settings.serving.callConcurrency + 64)
        configuration.memory = runtime.server.description.memory
        configuration.tokenCookie = TokenCookie(of: Server.name)
        let scheme = configuration.tls == nil ? "http" : "https"
        // Metrics reach the backend only from what is made after this.
        let metrics = ServerMetrics.bootstrap(server: Server.name, resources: resources)
        let endpoint = MCPEndpoint(runtime.server, scopedBy: Server.endpointArgument)
        configuration.unknownPath =
            "There is nothing at this path; MCP is at \(endpoint.path), and \(RESTEndpoint.documentPath) describes REST"
        let takesFreePort = settings.serving.http?.port == 0
        // Standard output is free for people where the protocol does not use it.
        let announces = settings.serving.stdio != true
        let operations = OperatorRoutes(
            server: Server.name,
            readiness: runtime.readiness,
            metrics: metrics
        )
        let rest = RESTEndpoint(
            Server.self,
            runner: runtime.server.runner,
            asksForTokens: authorization != nil
        )
        let pages = Pages(
            Server.self,
            runtime,
            endpoint: endpoint.path,
            authorizer: authorization?.authorizer,
            cookie: configuration.tokenCookie,
            isSecure: configuration.tls != nil
        )
        reloading = authorization?.services ?? []
        transport = HTTPServer(
            configuration,
            routes: operations.routes + endpoint.routes + rest.routes + pages.routes + runtime.routes,
            authorizer: authorization?.authorizer,
            logger: logger
        ) { address in
            if announces {
                try Self.announce("\(scheme)://\(address)\(endpoint.path)", isOnlyWord: takesFreePort, logger)
            }
            onListening()
        }
    }

    /// Prints the address.
    ///
    /// - Parameter isOnlyWord: Whether nobody can know the address otherwise; then a failure ends the server.
    private static func announce(_ url: String, isOnlyWord: Bool, _ logger: Logger) throws {
        do {
            try StandardOutput.print("Listening on \(url)")
        } catch {
            guard !isOnlyWord else {
                throw CommandFailure("Nobody can learn which port was taken. \(error) Give a port other than 0.")
            }
            logger.warning("the address cannot be printed", metadata: ["address": "\(url)", "reason": "\(error)"])
        }
    }

    /// The socket that systemd listens on for the server, or else the address in the settings.
    private static func address(_ serving: ServingSettings) throws -> HTTPConfiguration.Address? {
        let activated = try ActivatedSockets.take()
        if let socket = activated.first {
            guard activated.count == 1 else {
                throw SettingsError(
                    "systemd gave \(activated.count) sockets; the unit must have exactly one ListenStream=."
                )
            }
            return .listening(descriptor: socket.descriptor)
        }
        return serving.http.map { .tcp(host: $0.host, port: $0.port) }
    }
}
