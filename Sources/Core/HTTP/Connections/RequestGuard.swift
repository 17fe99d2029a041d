import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

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
    private var connection: ConnectionGuard?
    /// Whether this is a stream of HTTP/2.
    private var isStream = false
    /// Requests whose heads have arrived and that are not answered yet.
    private var unanswered = 0
    /// Answers whose last bytes the system has not taken yet.
    private var unwritten = 0
    /// Whether a request is in progress for the connection: from its head on, until it has been read and the answer
    /// has been written.
    private var isBusy = false
    /// Whether the body of the last one is still arriving.
    private var isReading = false
    private var unwanted = 0
    private var hasFailed = false
    private var closesAfterAnswer = false
    private var isClosing = false
    private var readingTime: ReadingTime
    private var bodyDeadline: Scheduled<Void>?
    private var writeDeadline: Scheduled<Void>?

    init(limits: HTTPLimits, connections: Connections) {
        self.limits = limits
        self.connections = connections
        readingTime = ReadingTime(TimeAmount(limits.writeTimeout), at: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        connections.add(client, on: context.channel)
        let pipeline = context.pipeline.syncOperations
        do {
            if let own = try? pipeline.handler(type: ConnectionGuard.self) {
                connection = own
                let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
                try pipeline.addHandler(AbsoluteTarget(), position: .before(codec))
            } else {
                isStream = true
                connection = try context.channel.parent?.pipeline.syncOperations.handler(type: ConnectionGuard.self)
            }
        } catch {
            // Without its guards it must not be served.
            context.close(promise: nil)
        }
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
        (unanswered, unwritten, isReading) = (0, 0, false)
        noteProgress()
    }

    private func noteProgress() {
        let isBusy = unanswered > 0 || unwritten > 0 || isReading
        guard isBusy != self.isBusy else { return }
        self.isBusy = isBusy
        if isBusy { connection?.requestBegan(isMultiplexed: isStream) } else { connection?.requestEnded() }
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
            unanswered += 1
            unwanted = 0
            isReading = true
            noteProgress()
        case .body(let bytes):
            if unanswered == 0 {
                unwanted += bytes.readableBytes
                if unwanted > Self.unwantedBytes { return context.close(promise: nil) }
            }
        case .end:
            isReading = false
            bodyDeadline?.cancel()
            bodyDeadline = nil
            noteProgress()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most bodies come along with their heads.
        if isReading, bodyDeadline == nil {
            bodyDeadline = schedule(limits.bodyTimeout, context) { $0.breakOff(.late, $1) }
        }
        context.fireChannelReadComplete()
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
        noteProgress()
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
        noteProgress()
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
            unwritten += 1
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenComplete { [self] _ in
                guard unwritten > 0 else { return }
                unwritten -= 1
                noteProgress()
                noteReading(context)
            }
            guard closesAfterAnswer, !isStream else { return context.write(data, promise: written) }
            isClosing = true
            context.writeAndFlush(data, promise: written)
            noteReading(context)
            context.close(mode: .output, promise: nil)
            bodyDeadline?.cancel()
            bodyDeadline = schedule(Duration(Self.linger), context) { $1.close(promise: nil) }
        }
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        noteReading(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        noteReading(context)
        context.fireChannelWritabilityChanged()
    }

    /// Gives a client that does not read its answer the time that it has left for this.
    private func noteReading(_ context: ChannelHandlerContext) {
        let isStalled = unwritten > 0 || !context.channel.isWritable
        guard isStalled != readingTime.isStalled else { return }
        writeDeadline?.cancel()
        guard isStalled else { return readingTime.resume(at: .now()) }
        writeDeadline = context.eventLoop.assumeIsolated().scheduleTask(deadline: readingTime.stall(at: .now())) {
            context.close(promise: nil)
        }
    }

    private func schedule(
        _ time: Duration,
        _ context: ChannelHandlerContext,
        _ action: @escaping (RequestGuard, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { [self] in action(self, context) }
    }
}
