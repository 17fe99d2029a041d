import HTTP
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

extension HTTPResponder {
    // MARK: Whole answers

    @concurrent
    func write(_ reply: HTTPReply, to writer: consuming ResponseWriter, _ incoming: inout IncomingRequest) async throws
    {
        if !incoming.accepted.json, reply.status == .ok, incoming.record.isMCP, incoming.head.method == .post {
            // A client that reads nothing but events gets one.
            incoming.record.status = .ok
            incoming.record.outcome = reply.outcome
            var stream = try await EventStream(writer, fields: incoming.pageFields)
            try await stream.write(message: reply.body)
            return try await stream.end()
        }
        var fields = reply.fields
        for field in incoming.pageFields { fields.append(field) }
        if incoming.endsConnection(unwantedBytes: RequestGuard.unwantedBytes) { fields[.connection] = "close" }
        incoming.record.status = reply.status
        incoming.record.outcome = reply.outcome
        let head = HTTPResponse(status: reply.status, headerFields: fields)
        if reply.body.isEmpty || incoming.head.method == .head {
            try await writer.writeResponse(head)
        } else {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        }
    }

    // MARK: Calls

    /// Does the work of one call and answers.
    @concurrent
    func answer(
        _ call: Call,
        to writer: consuming ResponseWriter,
        _ incoming: inout IncomingRequest,
        _ channel: any Channel
    ) async throws {
        let queue = AnswerQueue()
        let open = InFlightCall(call, size: 0, reply: queue.finish)
        // In the revisions with a handshake a client that has gone may still wish the work to be done.
        let client = call.revision.era == .stateless ? watch(channel, onLeaving: open.cancel) : nil
        defer { client?.unwatch() }
        work.add(open)
        defer { work.remove(open) }
        try await writeAnswer(from: queue, in: call.revision.era, to: writer, &incoming, channel) {
            await open.run(on: server, notify: queue.notify)
        }
    }

    /// Does the work of a batch and answers with one array.
    @concurrent
    func answer(
        _ calls: [Call],
        _ answers: [[UInt8]],
        to writer: consuming ResponseWriter,
        _ incoming: inout IncomingRequest,
        _ channel: any Channel
    ) async throws {
        let queue = AnswerQueue()
        let reply = BatchReply(awaiting: answers.count + calls.count) { queue.finish(Response($0)) }
        for answer in answers { reply.add(answer) }
        let open = calls.map { InFlightCall($0, size: 0) { response in reply.add(response?.bytes) } }
        for call in open { work.add(call) }
        defer { for call in open { work.remove(call) } }
        try await writeAnswer(from: queue, in: .handshake, to: writer, &incoming, channel) {
            await run(open)
        }
    }

    /// Runs calls, some of them at the same time.
    private func run(_ calls: [InFlightCall]) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, call) in calls.enumerated() {
                if index >= configuration.limits.batchCalls { await group.next() }
                // Progress has no place in one array.
                group.addTask { await call.run(on: server) { _ in } }
            }
        }
    }

    // MARK: Subscriptions

    /// Serves a subscription until one side ends it.
    @concurrent
    func serve(
        _ listen: Listen,
        to writer: consuming ResponseWriter,
        _ incoming: inout IncomingRequest,
        _ channel: any Channel
    ) async throws {
        guard incoming.accepted.events else {
            let refusal = HTTPRefusal(
                .notAcceptable,
                .invalidRequest("Accept must let through text/event-stream: a subscription is a stream of events"),
                to: listen.id
            )
            return try await write(refusal.reply, to: writer, &incoming)
        }
        let queue = AnswerQueue()
        let client = watch(channel) {
            listen.subscriber.end(gracefully: false)
            queue.finish(nil)
        }
        defer { client?.unwatch() }
        work.add(listen.subscriber)
        defer {
            work.remove(listen.subscriber)
            recordSubscriptions()
        }
        incoming.accepted = .eventsOnly
        let fields = incoming.fields
        try await writeAnswer(from: queue, in: .stateless, to: writer, &incoming, channel) {
            await withTaskGroup { group in
                group.addTask { await end(listen, unlessStillAllowed: fields) }
                let last = try? await server.serve(listen) { message in
                    try await queue.send(message)
                    recordSubscriptions()
                }
                queue.finish(last)
                group.cancelAll()
            }
        }
    }

    /// Ends a subscription, which may stay open for days, once its token is not good any more.
    private func end(_ listen: Listen, unlessStillAllowed fields: HTTPFields) async {
        guard let authorization else { return }
        while true {
            do {
                try await Task.sleep(for: configuration.limits.pingInterval)
                _ = try await authorization.caller(of: fields)
            } catch let refusal as HTTPRefusal where refusal.status == .serviceUnavailable {
                continue
            } catch {
                return listen.subscriber.end(gracefully: true)
            }
        }
    }

    private func recordSubscriptions() {
        metrics.record(subscriptions: server.openListens.load(ordering: .relaxed))
    }

    // MARK: Answers that take time

    /// Says what to do when the client goes; done at once if it has gone already.
    private func watch(_ channel: any Channel, onLeaving: @escaping @Sendable () -> Void) -> ClientPresence? {
        let client = connections.client(on: channel)
        if let client { client.watch(onLeaving) } else { onLeaving() }
        return client
    }

    /// Writes what comes out of a queue while the work runs that fills it: one JSON object, or a stream of events from
    /// the first notification on, or once the work has taken long.
    @concurrent
    private func writeAnswer(
        from queue: AnswerQueue,
        in era: ProtocolRevision.Era,
        to writer: consuming ResponseWriter,
        _ incoming: inout IncomingRequest,
        _ channel: any Channel,
        work: @escaping @Sendable @concurrent () async -> Void
    ) async throws {
        var pending: ResponseWriter? = consume writer
        try await withThrowingDiscardingTaskGroup { group in
            defer {
                queue.breakOff()
                // Work that still goes on is work that nobody waits for.
                group.cancelAll()
            }
            group.addTask { await work() }
            let interval = TimeAmount(configuration.limits.pingInterval)
            let ticks = channel.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
                queue.tick()
            }
            defer { ticks.cancel() }
            var output = AnswerOutput(pending.take(), incoming, era)
            while true {
                switch await queue.next() {
                case .notification(let message):
                    if await !output.write(message: message) { queue.breakOff() }
                case .tick:
                    if await !output.ping() { queue.breakOff() }
                case .answer(let response):
                    incoming.record.outcome =
                        response.map { $0.errorCode.map { .error(code: $0) } ?? .result } ?? .cancelled
                    incoming.record.status = try await output.end(with: response)
                    return
                }
            }
        }
    }
}
