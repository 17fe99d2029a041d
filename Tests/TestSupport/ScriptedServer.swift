import NIOCore
import NIOPosix
import Synchronization

/// A real server on loopback that sends, byte by byte, what a test's script says, and sees clients go away.
///
/// Each connection takes one request, and closes when its script ends.
package final class ScriptedServer: Sendable {
    /// Answers one request.
    package typealias Script = @Sendable (ScriptedExchange) async throws -> Void

    private struct Connection: Sendable {
        let channel: any Channel
        let received: AsyncStream<ByteBuffer>
    }

    /// The address, with no slash at its end.
    package let url: String
    private let channel: any Channel
    private let connections: AsyncStream<Connection>
    private let script: Script
    private let received = Mutex<[ScriptedRequest]>([])

    private init(_ script: @escaping Script) async throws {
        let (connections, arrivals) = AsyncStream.makeStream(of: Connection.self)
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                let (received, pieces) = AsyncStream.makeStream(of: ByteBuffer.self)
                arrivals.yield(Connection(channel: channel, received: received))
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(InboundRelay(pieces))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
        self.connections = connections
        self.script = script
    }

    /// Runs a server as long as a test.
    package static func serving<Result: Sendable>(
        _ script: @escaping Script,
        _ test: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let server = try await ScriptedServer(script)
        defer { server.channel.close(promise: nil) }
        return try await withThrowingTaskGroup { group in
            group.addTask { await server.serve() }
            defer { group.cancelAll() }
            return try await test(server)
        }
    }

    /// The requests so far.
    package var requests: [ScriptedRequest] { received.withLock { $0 } }

    private func serve() async {
        await withDiscardingTaskGroup { group in
            for await connection in connections {
                // A client that goes away is no failure.
                group.addTask { try? await self.serve(connection) }
            }
        }
    }

    private func serve(_ connection: Connection) async throws {
        defer { connection.channel.close(promise: nil) }
        var pieces = connection.received.makeAsyncIterator()
        var parser = ScriptedRequest.Parser()
        while let piece = await pieces.next() {
            guard let request = parser.add(piece.readableBytesView) else { continue }
            let number = received.withLock { received in
                received.append(request)
                return received.count
            }
            return try await script(ScriptedExchange(number, request, pieces, connection.channel))
        }
    }

    /// Hands over what a connection receives, and that it is closed.
    private final class InboundRelay: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        private let pieces: AsyncStream<ByteBuffer>.Continuation

        init(_ pieces: AsyncStream<ByteBuffer>.Continuation) {
            self.pieces = pieces
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            pieces.yield(unwrapInboundIn(data))
        }

        func channelInactive(context: ChannelHandlerContext) {
            pieces.finish()
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
