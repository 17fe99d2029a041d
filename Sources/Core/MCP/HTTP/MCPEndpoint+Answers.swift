import HTTP
import HTTPTypes
import Synchronization

extension MCPEndpoint {
    // MARK: Whole answers

    @concurrent
    func send(_ reply: WholeReply, _ exchange: Exchange, _ accepted: AcceptedTypes) async throws {
        exchange.note { $0.outcome = reply.outcome.label }
        guard !accepted.json, reply.status == .ok else {
            return try await exchange.send(reply.status, fields: reply.fields, body: reply.body)
        }
        // A client that reads only events gets one.
        var events = try await exchange.beginEvents()
        try await events.write(data: reply.body)
        try await events.end()
    }

    // MARK: Calls

    /// Does the work of one call and answers.
    @concurrent
    func answer(_ call: Call, _ exchange: Exchange, _ accepted: AcceptedTypes) async throws {
        let queue = AnswerQueue()
        let work = InFlightCall(call, reply: queue.finish)
        if call.revision.era == .stateless {
            exchange.whenClientLeaves(work.cancel)
        } else if call.isReadOnly {
            watchClient(of: exchange, queue)
        }
        let stopping = exchange.whenStopping(.calls, work.abandon)
        defer {
            exchange.ignoreClient()
            exchange.remove(stopping)
        }
        try await writeAnswer(from: queue, in: call.revision.era, exchange, accepted) {
            // What was to be changed may still be wanted by a client that has gone; what was to be read is not.
            if call.isReadOnly { work.cancel() }
        } work: {
            await work.run(on: server, notify: queue.notify)
        }
    }

    /// Does the work of a batch and answers with one array.
    @concurrent
    func answer(
        _ calls: [Call],
        _ answers: [Response],
        _ exchange: Exchange,
        _ accepted: AcceptedTypes
    ) async throws {
        let queue = AnswerQueue()
        let reply = BatchReply(awaiting: answers.count + calls.count) { queue.finish($0) }
        for answer in answers { reply.add(answer) }
        let work = calls.map { InFlightCall($0, reply: reply.add) }
        watchClient(of: exchange, queue)
        let stopping = exchange.whenStopping(.calls) { for call in work { call.abandon() } }
        defer {
            exchange.ignoreClient()
            exchange.remove(stopping)
        }
        try await writeAnswer(from: queue, in: .handshake, exchange, accepted) {
            for call in work where call.call.isReadOnly { call.cancel() }
        } work: {
            await run(work)
            // Where the client has left, there may be no answer at all.
            queue.finish(nil)
        }
    }

    /// In the revisions with a handshake a client that has only ended its own side still wants the answer. Whether it
    /// reads shows as soon as something is written.
    private func watchClient(of exchange: Exchange, _ queue: AnswerQueue) {
        exchange.whenClientLeaves { exchange.after(.seconds(1), queue.clientLeft) }
    }

    /// Runs calls, some of them at the same time.
    private func run(_ calls: [InFlightCall]) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, call) in calls.enumerated() {
                if index >= batchLimits.calls { await group.next() }
                // A batch is answered with one array, which has no place for progress.
                group.addTask { await call.run(on: server) { _ in } }
            }
        }
    }

    // MARK: Subscriptions

    /// Serves a subscription until one side ends it.
    @concurrent
    func serve(_ listen: Listen, _ exchange: Exchange, _ accepted: AcceptedTypes) async throws {
        guard accepted.events else {
            let error = RPCError.invalidRequest(
                "Accept must allow text/event-stream: a subscription is a stream of events"
            )
            return try await send(Refusal(.notAcceptable, error, to: listen.id).reply, exchange, accepted)
        }
        try exchange.beginStream()
        let queue = AnswerQueue()
        exchange.whenClientLeaves {
            listen.subscriber.end(gracefully: false)
            queue.finish(nil)
        }
        let stopping = exchange.whenStopping(.streams) { listen.subscriber.end(gracefully: true) }
        defer {
            exchange.ignoreClient()
            exchange.remove(stopping)
            recordSubscriptions()
        }
        try await writeAnswer(from: queue, in: .stateless, exchange, .eventsOnly) {
            await withTaskGroup { group in
                group.addTask { await end(listen, unlessStillAllowed: exchange) }
                let last = try? await server.serve(listen) { message in
                    guard await isStillAllowed(listen, exchange) else {
                        return listen.subscriber.end(gracefully: true)
                    }
                    try await queue.send(message)
                    recordSubscriptions()
                }
                queue.finish(last)
                group.cancelAll()
            }
        }
    }

    /// Ends a subscription, which may stay open for days, soon after its token has expired or lost what it needs, even
    /// if nothing changes.
    private func end(_ listen: Listen, unlessStillAllowed exchange: Exchange) async {
        repeat {
            do {
                try await Task.sleep(for: Self.authorizationInterval)
            } catch {
                return
            }
        } while await isStillAllowed(listen, exchange)
        listen.subscriber.end(gracefully: true)
    }

    /// Whether the token of a subscription is still its caller's, and may still hear of what was subscribed to.
    private func isStillAllowed(_ listen: Listen, _ exchange: Exchange) async -> Bool {
        guard let caller = await exchange.presentCaller(),
            caller.name.utf8.elementsEqual((exchange.caller?.name ?? "").utf8)
        else { return false }
        return listen.scopes.isSubset(of: caller.scopes)
    }

    private func recordSubscriptions() {
        metrics.record(subscriptions: server.openSubscriptions.load(ordering: .relaxed))
    }

    // MARK: Answers that take time

    /// Writes the messages of a queue while the work that fills it runs: one JSON object, or a stream of events from
    /// the first notification on, or once the work has taken a while.
    @concurrent
    private func writeAnswer(
        from queue: AnswerQueue,
        in era: ProtocolRevision.Era,
        _ exchange: Exchange,
        _ accepted: AcceptedTypes,
        whenGone: @Sendable () -> Void = {},
        work: @escaping @Sendable @concurrent () async -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            defer {
                queue.breakOff()
                // Nobody waits for work that is still going on here.
                group.cancelAll()
            }
            group.addTask { await work() }
            let ticks = exchange.every(exchange.limits.pingInterval, queue.tick)
            defer { ticks.cancel() }
            var output = AnswerOutput(exchange, accepted, era)
            func gone() {
                queue.breakOff()
                whenGone()
            }
            while true {
                switch await queue.next() {
                case .notification(let message):
                    if await !output.write(message: message) { queue.breakOff() }
                case .tick:
                    if await !output.ping() { gone() }
                case .clientLeft:
                    if await !output.probe() { gone() }
                case .answer(let response):
                    exchange.note { $0.outcome = RequestMetrics.Outcome(of: response).label }
                    return try await output.end(with: response)
                }
            }
        }
    }
}
