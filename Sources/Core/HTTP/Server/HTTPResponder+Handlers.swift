import HTTPTypes
import Logging

extension HTTPResponder {
    /// Runs a handler and sends what it returns, as long as somebody wants it.
    @concurrent
    func run(
        _ route: Route,
        _ exchange: Exchange,
        _ handler: @escaping @Sendable @concurrent () async throws -> RouteResponse
    ) async throws {
        let interruption = Interruption()
        exchange.interruption = interruption
        if route.options.stopsWithClient { exchange.whenClientLeaves { interruption.happen(.clientLeft) } }
        let calls = exchange.whenStopping(.calls) { interruption.happen(.serverStops) }
        defer {
            exchange.ignoreClient()
            exchange.remove(calls)
        }
        do {
            let events = try await withThrowingTaskGroup(of: HandlerEnd.self) { group -> EventStream? in
                defer { group.cancelAll() }
                group.addTask { .answered(try await exchange.send(try await handler())) }
                group.addTask {
                    await interruption.wait()
                    return .interrupted
                }
                while let end = try await group.next() {
                    if case .answered(let events) = end { return events }
                    group.cancelAll()
                }
                return nil
            }
            // Not in the task that wrote them, which may be cancelled.
            try await events?.end()
        } catch {
            throw problem(of: error, exchange, interruption, route)
        }
    }

    /// The answer for a handler that threw.
    private func problem(
        of error: any Error,
        _ exchange: Exchange,
        _ interruption: Interruption,
        _ route: Route
    ) -> any Error {
        if exchange.hasBegun || interruption.reason == .clientLeft { return error }
        if interruption.reason == .serverStops {
            return HTTPProblem(
                .serviceUnavailable,
                "The server stopped before the work was finished; it may or may not have been done: look before you ask again",
                fields: [.retryAfter: "5"]
            )
        }
        if error is HTTPProblem || error is CancellationError { return error }
        services.logger.error(
            "a request failed",
            metadata: [
                "http": "\(exchange.head.method.rawValue) \(route.path)", "error": "\(error)",
            ]
        )
        return HTTPProblem(
            .internalServerError,
            "The request failed because of an error inside the server; its log says more"
        )
    }
}

/// The first event of a handler: its answer, or what ends it early.
private enum HandlerEnd: Sendable {
    /// The answer was sent, but for the end of its events.
    case answered(EventStream?)
    case interrupted
}

extension RouteRequest {
    init(_ exchange: Exchange, _ route: Route, _ values: [String], body: [UInt8]) throws(HTTPProblem) {
        method = exchange.head.method
        path = exchange.path
        variables = Dictionary(zip(route.path.variables, values), uniquingKeysWith: { first, _ in first })
        query = try URLEncodedForm(exchange.rawQuery ?? "")
        fields = exchange.fields
        self.body = body
        caller = exchange.caller
        trace = exchange.trace
    }
}

extension Exchange {
    /// - Returns: The stream of events that is still to be ended, where the answer is one.
    @concurrent
    fileprivate func send(_ response: RouteResponse) async throws -> EventStream? {
        // Counted until the last byte is sent: nothing else uses it, and it would be released before.
        defer { withExtendedLifetime(response.memory) {} }
        switch response.body {
        case .bytes(let body):
            try await send(response.status, fields: response.fields, body: body)
        case _ where head.method == .head:
            var fields = response.fields
            // Without a length the encoder adds a final chunk, which a client could take for another answer.
            fields[.connection] = "close"
            try await begin(response.status, fields: fields).end()
        case .stream(let write):
            var writer = try await begin(response.status, fields: response.fields)
            try await write(&writer)
            try await writer.end()
        case .events(let write):
            // It would delay the server's shutdown as long as work may.
            let streams = whenStopping(.streams) { [interruption] in interruption?.happen(.serverStops) }
            defer { remove(streams) }
            try beginStream()
            var events = try await beginEvents(fields: response.fields)
            do {
                try await write(&events)
            } catch  where interruption?.reason == .serverStops {
            }
            return events
        }
        return nil
    }
}

extension Router.Endpoint {
    /// Which requests a page of an allowed origin may send to the path.
    var preflight: HTTPFields {
        let fields = ["content-type", "authorization", "accept"] + routes.flatMap(\.options.requestFields)
        return [
            .accessControlAllowMethods: "\(allow), OPTIONS",
            .accessControlAllowHeaders: fields.joined(separator: ", "),
            .accessControlMaxAge: "3600",
        ]
    }
}
