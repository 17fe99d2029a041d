import NIOCore
import NIOHTTP2

/// Closes a connection that has been silent for too long: no head of a request, no request, no answer to a PING.
///
/// Runs on the event loop of its channel, as the first handler: it sees every byte, and closes without asking TLS.
final class ConnectionGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: Connection
    private var deadlines: ConnectionDeadlines
    private var context: ChannelHandlerContext?
    private var timer: (due: NIODeadline, task: Scheduled<Void>)?

    init(_ connection: Connection, _ limits: HTTPLimits) {
        self.connection = connection
        deadlines = ConnectionDeadlines(limits, at: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        look()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.task.cancel()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // First the requests in it, if any, begin.
        context.fireChannelRead(data)
        // The timer waits for the answer to a PING; after it, the next one is due before.
        let wasPinged = deadlines.pingedAt != nil
        deadlines.received(at: .now())
        if wasPinged || deadlines.idleSince != nil { look() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event as? Connection.Order {
        case .endIfIdle: if deadlines.idleSince != nil { end(context) }
        case .close: context.close(promise: nil)
        case nil: context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: Requests

    func requestBegan(isMultiplexed: Bool) {
        deadlines.requestBegan(isMultiplexed: isMultiplexed)
        connection.idleSince = nil
        if isMultiplexed { look() }
    }

    func requestEnded() {
        deadlines.requestEnded(at: .now())
        connection.idleSince = deadlines.idleSince
        if deadlines.idleSince != nil { look() }
    }

    // MARK: Deadlines

    private func look() {
        guard let context else { return }
        switch deadlines.action(at: .now()) {
        case .wait(let due): if let due { wait(until: due, context) }
        case .ping: ping(context)
        case .end: end(context)
        case .close: context.close(promise: nil)
        }
    }

    private func wait(until due: NIODeadline, _ context: ChannelHandlerContext) {
        // A timer that is early looks again, so that requests need not move it.
        if let timer, timer.due <= due { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { [self] in
            timer = nil
            look()
        }
        timer = (due, task)
    }

    private func ping(_ context: ChannelHandlerContext) {
        deadlines.pinged(at: .now())
        let frame = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(withInteger: 0), ack: false))
        context.channel.writeAndFlush(frame, promise: nil)
        look()
    }

    private func end(_ context: ChannelHandlerContext) {
        deadlines.ended(at: .now())
        context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        look()
    }
}
