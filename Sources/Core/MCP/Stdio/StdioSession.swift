import Async
import HTTP
import JSONFormat
import Logging
import Metrics
import SystemPackage

/// The session of one client on a pair of descriptors, from the first byte to the last.
final class StdioSession: Sendable {
    let outbox: Outbox
    private let transport: StdioTransport
    private let server: MCPServer
    private let client: ClientState
    private let calls: CallQueue
    /// The open subscriptions, each in a task of its own.
    private let subscriptions = PipeSubscriptions()
    /// Pauses the reader while too much is unfinished.
    let room = WaitCondition()
    /// Ends when the input has.
    private let inputEnd = AsyncStream<Never>.makeStream()

    init(_ transport: StdioTransport, server: MCPServer) {
        self.transport = transport
        self.server = server
        let origin = ClientState.Origin(canBePushed: true)
        let memory = server.description.memory
        let subscriber = server.description.hub.subscribe(
            ChangeFilter(),
            memory.reservation(for: origin.caller.name)
        )
        client = ClientState(origin, subscriber: subscriber)
        let outbox = Outbox(descriptor: transport.output, capacity: transport.limits.unreadBytes)
        self.outbox = outbox
        let limits = transport.limits
        let room = room
        calls = CallQueue(
            running: limits.concurrentCalls,
            waiting: limits.waitingCalls,
            mayStart: { !outbox.isFull },
            run: { call in
                // Notifications may be dropped, which a client that does not read asks for.
                await call.run(on: server) { if !outbox.isFull { outbox.send($0) } }
                call.call.memory?.release()
            },
            whenFinished: room.signal
        )
        memory.whenReleased { [weak room] in room?.signal() }
    }

    private var logger: Logger { transport.logger }

    // MARK: The three loops

    /// Reads until the input ends.
    func readInput(wake: Descriptor) async throws(StdioError) {
        defer {
            calls.close()
            subscriptions.close()
            client.subscriber?.end(gracefully: false)
            inputEnd.continuation.finish()
        }
        try await Self.runThread(named: "mcp-stdin", stackBytes: transport.readerStackBytes) {
            self.blockingReadInput(wake: wake)
        }
    }

    private func blockingReadInput(wake: Descriptor) {
        var framer = LineFramer(limit: transport.limits.lineBytes)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        reading: while transport.input.waitForInput(orWake: wake) {
            switch transport.input.read(into: &buffer) {
            case .bytes(let count):
                framer.feed(buffer.span.extracting(0..<count), to: self)
            case .end:
                framer.finish(to: self)
                break reading
            case .failed(let error):
                logger.error("the input broke off", metadata: ["reason": "\(error)"])
                break reading
            }
        }
    }

    /// Writes what is sent, until ``finish()`` or until nobody reads it.
    ///
    /// - Throws: ``StdioError`` where writing fails though the client is there, as on a full disk.
    func writeOutput(onFirstAnswer: @escaping @Sendable () -> Void) async throws(StdioError) {
        defer { transport.stop() }
        try await Self.runThread(named: "mcp-stdout") {
            var hasAnswered = false
            self.outbox.run(logger: self.logger) { written in
                if written > 0, !hasAnswered {
                    hasAnswered = true
                    onFirstAnswer()
                }
                self.calls.pump()
                self.room.signal()
            }
        }
        if let failure = outbox.failure, !failure.isOfClient { throw failure }
    }

    private static func runThread(
        named name: String,
        stackBytes: Int? = nil,
        _ body: @escaping @Sendable () -> Void
    ) async throws(StdioError) {
        do throws(Errno) {
            try await DedicatedThread.run(named: name, stackBytes: stackBytes, body)
        } catch {
            throw StdioError("start a thread", error.rawValue)
        }
    }

    /// Runs tool calls until the input has ended and the calls have finished or run out of time.
    func serveCalls() async {
        await withTaskGroup { group in
            group.addTask {
                async let listening: Void = self.runSubscriptions()
                async let pushing: Void = self.pushChanges()
                await self.calls.drain()
                _ = await (listening, pushing)
            }
            group.addTask { await self.waitOutDrain() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Answers what is still open; called when nothing is read and nothing runs any more.
    func finish() {
        calls.abandon()
        outbox.close(flush: transport.limits.flush)
    }

    private func runSubscriptions() async {
        await withDiscardingTaskGroup { group in
            for await listen in subscriptions.starts {
                group.addTask {
                    let last: Response?
                    do {
                        last = try await self.server.serve(listen, send: self.sendWhenRead)
                    } catch {
                        last = Response(
                            .internalError("The server stopped before the subscription began; ask again"),
                            to: listen.id
                        )
                    }
                    if self.subscriptions.ended(listen), let last { self.outbox.send(last) }
                }
            }
        }
    }

    /// Notifies a client of the revisions with a handshake of the changes that it subscribed to.
    private func pushChanges() async {
        _ = try? await client.subscriber?.run { change in
            try await self.sendWhenRead(change.notification(subscription: nil))
        }
    }

    /// Sends a notification once the client has read enough of what came before.
    private func sendWhenRead(_ message: [UInt8]) async throws {
        while outbox.isFull { try await Task.sleep(for: .milliseconds(50)) }
        outbox.send(message)
    }

    private func waitOutDrain() async {
        for await _ in inputEnd.stream {}
        if outbox.failure == nil { try? await Task.sleep(for: transport.limits.drain) }
        calls.abandon()
    }

    // MARK: Messages

    private func accept(_ value: JSON, _ memory: ByteReservation, from line: Span<UInt8>) {
        if case .array(let elements) = value {
            acceptBatch(elements, memory, from: line)
        } else {
            accept(Message(value, in: line).holding(memory)) { [outbox] in
                if let response = $0 { outbox.send(response) }
            }
        }
    }

    private var acceptsBatches: Bool { client.revision?.acceptsBatches == true }

    /// Answers the requests of what is not served: in an array where the revision has batches, else each by itself.
    private func refuse(_ envelope: EnvelopeScanner, _ error: RPCError) {
        let ids = envelope.requestIDs
        if envelope.isBatch, acceptsBatches {
            if !ids.isEmpty { outbox.send(Response(batch: ids.map { Response(error, to: $0) })) }
            return
        }
        let error = envelope.isBatch ? .unexpectedBatch : error
        for id in ids {
            // The answers may take more memory than the requests.
            room.wait { self.transport.stopSignal.isStopped || !self.outbox.isFull }
            outbox.send(Response(error, to: id))
        }
    }

    private func acceptBatch(_ elements: [JSON], _ memory: ByteReservation, from line: Span<UInt8>) {
        guard acceptsBatches else {
            ignore("an array; only revision \(ProtocolRevision.v20250326.version) has batches")
            return refuse(EnvelopeScanner(line), .unexpectedBatch)
        }
        let messages = Message.batch(elements, in: line).map(\.inBatch)
        guard !messages.contains(where: \.isHandshake) else {
            ignore("an array with initialize in it")
            return refuse(EnvelopeScanner(line), .invalidRequest("initialize must not stand in an array"))
        }
        let answers = BatchReply(awaiting: messages.count(where: \.isAnswered), send: outbox.send)
        let share = memory.bytes / max(messages.count, 1)
        for message in messages { accept(message.holding(memory.split(share)), reply: answers.add) }
    }

    private func accept(_ message: Message, reply: @escaping Reply) {
        switch message {
        case .request(let request):
            let reply = measured(reply, request)
            switch server.dispatch(request, from: client) {
            case .answer(let response): reply(Response(response))
            case .error(let error): reply(Response(error, to: request.id))
            case .forbidden(let tool): reply(Response(.unknownTool(tool.name), to: request.id))
            case .listen(let listen): subscriptions.add(listen)
            case .call(let call): calls.add(InFlightCall(call, reply: reply))
            }
        case .notification(method: "notifications/cancelled", let params):
            guard let id = params["requestId"].flatMap(RequestID.init) else { return }
            calls.cancel(id)
            subscriptions.cancel(id)
        case .notification:
            break
        case .refused(let id, let error):
            reply(Response(error, to: id))
        case .ignored(let reason):
            ignore(reason)
        }
    }

    /// The reply to a request, which counts and times it.
    private func measured(_ reply: @escaping Reply, _ request: Request) -> Reply {
        let start = ContinuousClock.now
        return { response in
            let outcome = RequestMetrics.Outcome(of: response).label
            Self.metrics.record(method: request.method, outcome: outcome, duration: start.duration(to: .now))
            reply(response)
        }
    }

    private static let metrics = RequestMetrics(transport: "stdio", factory: MetricsSystem.factory)

    private func ignore(_ reason: String) {
        logger.warning("ignored a message", metadata: ["reason": "\(reason)"])
    }
}

extension StdioSession: LineReceiver {
    func receive(line: Span<UInt8>) {
        let needed = MCPServer.memory(of: line)
        room.wait { self.transport.stopSignal.isStopped || self.hasRoom(for: needed) }
        guard !transport.stopSignal.isStopped else { return }
        let memory: ByteReservation
        do throws(ByteBudgetExceeded) {
            memory = try server.reserveMemory(for: line, from: client.origin.caller.name)
        } catch {
            ignore("\(error)")
            return refuse(EnvelopeScanner(line), RPCError(error))
        }
        do throws(JSONSyntaxError) {
            accept(try JSON(parsing: line), memory, from: line)
        } catch {
            ignore("\(error)")
            refuse(EnvelopeScanner(line), .unreadable(error))
        }
    }

    func receive(overlong envelope: EnvelopeScanner) {
        let reason = "longer than \(transport.limits.lineBytes) bytes"
        ignore(reason)
        refuse(envelope, .invalidRequest("The message is \(reason) and was skipped; send less in one message"))
    }

    /// Whether the reader goes on. It waits while a message does not fit beside what is being served; where nothing is,
    /// waiting is of no use.
    private func hasRoom(for bytes: Int) -> Bool {
        guard calls.hasRoom, !outbox.isFull else { return false }
        return server.description.memory.hasRoom(for: bytes, of: client.origin.caller.name)
            || calls.isIdle && outbox.isEmpty
    }
}
