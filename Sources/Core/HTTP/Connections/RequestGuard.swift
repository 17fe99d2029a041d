import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Synchronization

/// Why the rest of a request will not come.
enum BrokenRequest: Error {
    /// The input is not HTTP.
    case malformed
    /// The input arrived too slowly.
    case late
}

/// Guards the handler of one HTTP/1.1 connection or HTTP/2 stream: answers input that is not HTTP, makes sure that
/// bodies arrive and answers are read in time, and notices when the client has gone.
///
/// Runs on the event loop of its channel.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How much of an unwanted body is read so that the connection can be reused.
    static let unwantedBytes = 256 << 10
    /// How long a connection that the server ends stays open for the client to read why. Closing at once could
    /// discard the answer while the client is still sending (RFC 9112 section 9.6).
    private static let linger = TimeAmount.seconds(1)

    private let limits: HTTPLimits
    private let connections: Connections
    private let client = ClientPresence()
    private var connection: Connections.Connection?
    private var isStream = false
    /// Requests whose heads have arrived and that are not answered yet.
    private var unanswered = 0
    /// Whether the body of the last one is still arriving.
    private var isReading = false
    private var unwanted = 0
    private var hasFailed = false
    private var closesAfterAnswer = false
    private var isClosing = false
    private var bodyDeadline: Scheduled<Void>?
    private var writeDeadline: Scheduled<Void>?

    init(limits: HTTPLimits, connections: Connections) {
        self.limits = limits
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        connection = connections.connection(of: context.channel)
        isStream = connection?.channel !== context.channel
        connections.add(client, on: context.channel)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave(context)
        context.fireChannelInactive()
    }

    private func leave(_ context: ChannelHandlerContext) {
        bodyDeadline?.cancel()
        writeDeadline?.cancel()
        connections.removeClient(on: context.channel)
        client.leave()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A stream of HTTP/2 is closed in this direction by the end of every request.
        if !isStream, case ChannelEvent.inputClosed? = event as? ChannelEvent { client.leave() }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head:
            connection?.hasSpoken.store(true, ordering: .relaxed)
            unanswered += 1
            unwanted = 0
            isReading = true
            bodyDeadline = schedule(limits.bodyTimeout, context) { $0.breakOff(.late, $1) }
        case .body(let bytes):
            if unanswered == 0 {
                unwanted += bytes.readableBytes
                if unwanted > Self.unwantedBytes { return context.close(promise: nil) }
            }
        case .end:
            isReading = false
            bodyDeadline?.cancel()
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            return context.fireErrorCaught(error)
        }
        guard !hasFailed else { return }
        hasFailed = true
        if isReading {
            breakOff(.malformed, context)
        } else if unanswered == 0 {
            refuse(isTooLong: error == .headerOverflow, context)
        } else {
            closesAfterAnswer = true
        }
    }

    /// Tells the reader of the body that it ends here.
    private func breakOff(_ reason: BrokenRequest, _ context: ChannelHandlerContext) {
        guard isReading else { return }
        isReading = false
        if unanswered == 0 { return context.close(promise: nil) }
        closesAfterAnswer = true
        context.fireErrorCaught(reason)
    }

    private func refuse(isTooLong: Bool, _ context: ChannelHandlerContext) {
        let problem =
            isTooLong
            ? HTTPProblem(.requestHeaderFieldsTooLarge, "The header is too large; send fewer and shorter fields")
            : HTTPProblem(.badRequest, "The request is not valid HTTP/1.1")
        var fields = problem.fields
        let body = problem.json
        fields[.contentType] = HTTPProblem.contentType
        fields[.contentLength] = String(body.count)
        fields[.connection] = "close"
        unanswered += 1
        write(context, .head(HTTPResponse(status: problem.status, headerFields: fields)))
        write(context, .body(ByteBuffer(bytes: body)))
        write(context, .end(nil))
    }

    private func write(_ context: ChannelHandlerContext, _ part: HTTPResponsePart) {
        write(context: context, data: NIOAny(part), promise: nil)
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if head.headerFields[.connection] == "close" { closesAfterAnswer = true }
            // Streams of HTTP/2 have no such field: a connection carries many of them.
            if isStream { head.headerFields[.connection] = nil }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            unanswered -= 1
            guard closesAfterAnswer, !isStream else { return context.write(data, promise: promise) }
            isClosing = true
            context.writeAndFlush(data, promise: promise)
            context.close(mode: .output, promise: nil)
            bodyDeadline?.cancel()
            bodyDeadline = schedule(Duration(Self.linger), context) { $1.close(promise: nil) }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeDeadline?.cancel()
        if !context.channel.isWritable {
            writeDeadline = schedule(limits.writeTimeout, context) { $1.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    private func schedule(
        _ time: Duration,
        _ context: ChannelHandlerContext,
        _ action: @escaping (RequestGuard, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { [self] in action(self, context) }
    }
}
