import HTTPTypes
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import SystemPackage

/// A listening socket and its connections.
struct HTTPListener: Sendable {
    /// Serves one connection until it is closed.
    typealias Connection = @Sendable () async -> Void

    let address: HTTPListenAddress
    /// Every connection, each to be served. Ends after the last one, when the socket is closed.
    let accepted: AsyncStream<Connection>
    private let channel: any Channel

    /// Listens; connections are accepted from ``start()`` on.
    init(
        _ configuration: HTTPConfiguration,
        connections: Connections,
        logger: Logger,
        responder: @escaping HTTPChannelHandler.Responder
    ) async throws {
        let (accepted, continuation) = AsyncStream<Connection>.makeStream()
        self.accepted = accepted
        let setup = try Self.setup(configuration, connections, logger, responder)
        let limits = configuration.limits
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.autoRead, value: false)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // So that no more are accepted than there is room for.
            .serverChannelOption(.maxMessagesPerRead, value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Acceptor(connections, logger: logger))
                }
            }
            // A client may close its side after its request, and still wait for the answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                guard let connection = connections.connection(of: channel) else {
                    return channel.eventLoop.makeFailedFuture(ChannelError.alreadyClosed)
                }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ConnectionGuard(connection, limits))
                }.flatMap {
                    setup(channel)
                }.map { serve in
                    guard case .terminated = continuation.yield(serve) else { return }
                    // The socket was closed meanwhile; what was set up must be torn down all the same.
                    channel.close(promise: nil)
                    Task { await serve() }
                }
            }
        do {
            switch configuration.address {
            case .tcp(let host, let port): channel = try await bootstrap.bind(host: host, port: port).get()
            case .listening(let descriptor): channel = try await bootstrap.withBoundSocket(descriptor).get()
            }
        } catch {
            throw HTTPServerError("Cannot listen on \(configuration.address): \(Self.reason(error))")
        }
        address = HTTPListenAddress(channel.localAddress)
        channel.closeFuture.whenComplete { _ in continuation.finish() }
    }

    /// The system's reason, without the names of calls.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return Errno(rawValue: error.errnoCode).description
    }

    /// Accepts connections.
    func start() {
        channel.setOption(.autoRead, value: true).whenFailure { _ in channel.close(promise: nil) }
    }

    /// Stops accepting connections.
    func close() {
        channel.close(promise: nil)
    }

    private static func setup(
        _ configuration: HTTPConfiguration,
        _ connections: Connections,
        _ logger: Logger,
        _ responder: @escaping HTTPChannelHandler.Responder
    ) throws -> @Sendable (any Channel) -> EventLoopFuture<Connection> {
        let limits = configuration.limits
        let http1 = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestGuard(limits: limits, connections: connections)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerFieldBytes,
                maxHeaderListSize: limits.headerListBytes,
                maxHeaderFieldCount: limits.headerFields
            )
        )
        guard let tls = configuration.tls else {
            return setup(HTTP1Channel(responder: responder, configuration: http1), logger)
        }
        let http2 = HTTP2UpgradeChannel.Configuration(
            gracefulCloseTimeout: limits.shutdown,
            streamConfiguration: http1
        )
        let channel = try HTTP2UpgradeChannel(
            tlsConfiguration: tlsConfiguration(tls),
            configuration: http2,
            responder: responder
        )
        return setup(channel, logger)
    }

    private static func setup<Base: ServerChildChannel>(
        _ base: Base,
        _ logger: Logger
    ) -> @Sendable (any Channel) -> EventLoopFuture<Connection> {
        { channel in
            base.setup(channel: channel, logger: logger).map { value in
                { await base.handle(value: value, logger: logger) }
            }
        }
    }

    private static func tlsConfiguration(_ files: HTTPConfiguration.TLS) throws -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(files.certificateChainFile)
        } catch {
            throw HTTPServerError("Cannot read the certificates in \(files.certificateChainFile): \(error)")
        }
        do {
            let key = try NIOSSLPrivateKey(file: files.privateKeyFile, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
            configuration.minimumTLSVersion = .tlsv12
            return configuration
        } catch {
            throw HTTPServerError("Cannot read the private key in \(files.privateKeyFile): \(error)")
        }
    }
}
