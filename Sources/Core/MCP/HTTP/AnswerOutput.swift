import HTTP
import HTTPTypes

/// Writes one answer to the client: one JSON object, unless something must be sent before it.
struct AnswerOutput {
    private let exchange: Exchange
    private let accepted: AcceptedTypes
    private let era: ProtocolRevision.Era
    private var events: EventStream?
    private var isBroken = false

    init(_ exchange: Exchange, _ accepted: AcceptedTypes, _ era: ProtocolRevision.Era) {
        self.exchange = exchange
        self.accepted = accepted
        self.era = era
    }

    /// Sends a notification, if the client reads event streams.
    ///
    /// - Returns: Whether the client is still there.
    @concurrent
    mutating func write(message: [UInt8]) async -> Bool {
        await stream { try await $0.write(data: message) }
    }

    /// Shows that the answer will come.
    @concurrent
    mutating func ping() async -> Bool {
        await stream { try await $0.ping() }
    }

    /// Finds out whether a client that has ended its side of the connection still waits for the answer: writing to one
    /// that does not closes the connection, and fails from then on.
    @concurrent
    mutating func probe() async -> Bool {
        if accepted.namesEvents { return await ping() }
        do {
            if !isBroken { try await exchange.sendContinue() }
        } catch {
            isBroken = true
        }
        return !isBroken
    }

    @concurrent
    private mutating func stream(_ write: @concurrent (inout EventStream) async throws -> Void) async -> Bool {
        // A client that does not ask for events waits for its object, however long it takes.
        guard accepted.namesEvents, !isBroken else { return !isBroken }
        do {
            var events = try await begun()
            try await write(&events)
            self.events = events
        } catch {
            isBroken = true
        }
        return !isBroken
    }

    @concurrent
    private func begun() async throws -> EventStream {
        if let events { return events }
        return try await exchange.beginEvents()
    }

    /// Sends the last message and ends the answer. Throws where the client did not get all of it.
    @concurrent
    consuming func end(with response: Response?) async throws {
        guard let response, !isBroken else { throw CancellationError() }
        // Counted until the last byte is sent: nothing else uses it, and it would be released before.
        defer { withExtendedLifetime(response.memory) {} }
        if events != nil || !accepted.json {
            exchange.releasePermit()
            var events = try await begun()
            try await events.write(data: response.bytes)
            return try await events.end()
        }
        let status = HTTPResponse.Status(code: era.status(of: response.errorCode))
        try await exchange.send(status, fields: [.contentType: "application/json"], body: response.bytes)
    }
}
