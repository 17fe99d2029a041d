import Glibc
import Logging
import NIOCore
import SystemPackage

/// Accepts connections as long as there is room for them, and pauses while there is none: the next ones wait to be
/// accepted.
///
/// Runs on the event loop of the listening channel.
final class Acceptor: ChannelInboundHandler {
    typealias InboundIn = any Channel

    /// Why it pauses.
    private enum Cause: Hashable {
        /// As many connections are open as may be.
        case full
        /// The system cannot open another one.
        case system(code: CInt)
    }

    /// How long it pauses before it tries again, unless a connection closes before.
    private static let pause = TimeAmount.seconds(1)
    /// How long the cause of a pause must have been away to be logged again.
    private static let recovery = TimeAmount.seconds(60)

    private let connections: Connections
    private let logger: Logger
    private var isPaused = false
    private var retry: Scheduled<Void>?
    /// When each cause was there last.
    private var seen: [Cause: NIODeadline] = [:]

    init(_ connections: Connections, logger: Logger) {
        self.connections = connections
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let (loop, bound) = (context.eventLoop, NIOLoopBound((self, context), eventLoop: context.eventLoop))
        connections.whenVacant {
            loop.execute {
                let (acceptor, context) = bound.value
                acceptor.goOn(context)
            }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = unwrapInboundIn(data)
        if connections.admit(channel) { context.fireChannelRead(data) } else { channel.close(promise: nil) }
        if connections.isFull { pause(context, .full) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that has gone before it was accepted is no cause for a pause.
        guard let error = error as? IOError, error.errnoCode != ECONNABORTED else {
            return context.fireErrorCaught(error)
        }
        pause(context, .system(code: error.errnoCode))
    }

    // MARK: Pauses

    /// Stops asking the system for connections: it would report those that wait without end.
    private func pause(_ context: ChannelHandlerContext, _ cause: Cause) {
        note(cause)
        connections.endIdle()
        guard !isPaused else { return }
        isPaused = true
        accept(false, context)
        guard retry == nil else { return }
        retry = context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in
            retry = nil
            guard isPaused else { return }
            isPaused = false
            if connections.isFull { pause(context, .full) } else { accept(true, context) }
        }
    }

    private func goOn(_ context: ChannelHandlerContext) {
        guard isPaused, !connections.isFull else { return }
        isPaused = false
        accept(true, context)
    }

    private func accept(_ accepts: Bool, _ context: ChannelHandlerContext) {
        // A channel that is closed accepts nothing anyway.
        try? context.channel.syncOptions?.setOption(.autoRead, value: accepts)
    }

    private func note(_ cause: Cause) {
        let now = NIODeadline.now()
        let isNews = seen[cause].map { now - $0 > Self.recovery } ?? true
        seen[cause] = now
        guard isNews else { return }
        switch cause {
        case .full:
            logger.warning(
                "all connections are taken; idle ones are ended, and new ones wait",
                metadata: ["connections": "\(connections.limit)"]
            )
        case .system(let code):
            logger.warning(
                "a connection cannot be accepted; new ones wait",
                metadata: ["error": "\(Errno(rawValue: code))"]
            )
        }
    }
}
