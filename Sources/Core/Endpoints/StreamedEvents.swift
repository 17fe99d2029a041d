import AsyncHTTPClient
import NIOCore

/// The events of an answer as they come.
///
/// Whoever reads them must not keep this: the connection closes when the reading ends, however it ends.
package final class StreamedEvents {
    private let endpoint: JSONEndpoint
    private let limits: StreamLimits
    private let deadlines: StreamDeadlines
    private var pieces: HTTPClientResponse.Body.AsyncIterator
    private var parser: ServerSentEventParser
    /// Events that have come and were not asked for yet.
    private var events: ArraySlice<[UInt8]> = []
    private var bytes = 0
    private var hasEnded = false

    /// What may stand before a text: white space that keeps a connection alive, and the byte order mark.
    private static let blank: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]

    init(
        _ body: HTTPClientResponse.Body,
        of endpoint: JSONEndpoint,
        _ limits: StreamLimits,
        _ deadlines: StreamDeadlines
    ) {
        self.endpoint = endpoint
        self.limits = limits
        self.deadlines = deadlines
        pieces = body.makeAsyncIterator()
        parser = ServerSentEventParser(sizeLimit: endpoint.sizeLimit)
    }

    /// The data of the next event; nil at the end of the answer.
    ///
    /// - Throws: ``EndpointFailure``, or `CancellationError`.
    package func next() async throws -> [UInt8]? {
        try await fill()
        return events.popFirst()
    }

    /// Waits until it is known what the answer is.
    func opening() async throws -> StreamedAnswer {
        while let piece = try await piece() {
            let start = piece.drop(while: Self.blank.contains)
            guard let first = start.first else { continue }
            // No line of a stream of events begins like this. What the head says of the type is often wrong.
            if first == UInt8(ascii: "{") { return .whole(try await whole(from: start)) }
            try take(start)
            try await fill()
            break
        }
        guard !events.isEmpty else {
            let reason = "answered with neither JSON nor a stream of events"
            throw EndpointFailure(endpoint.address, reason, status: 200)
        }
        deadlines.begin()
        return .events(self)
    }

    private func whole(from start: ArraySlice<UInt8>) async throws -> [UInt8] {
        var body = Array(start)
        while let piece = try await piece() {
            guard body.count + piece.count <= endpoint.sizeLimit else {
                throw EndpointFailure(endpoint.address, "answered more than \(endpoint.sizeLimit) bytes")
            }
            body += piece
        }
        deadlines.begin()
        return body
    }

    /// Waits until there is an event, or no more to come.
    private func fill() async throws {
        while events.isEmpty, !hasEnded {
            if let piece = try await piece() {
                try take(piece)
            } else {
                hasEnded = true
                if let last = parser.end() { events = [last] }
            }
        }
    }

    private func take(_ bytes: some Collection<UInt8>) throws {
        do {
            events = try parser.add(bytes)[...]
        } catch {
            throw EndpointFailure(endpoint.address, "sent an event of more than \(endpoint.sizeLimit) bytes")
        }
    }

    /// The next bytes; nil at the end.
    private func piece() async throws -> [UInt8]? {
        let piece: [UInt8]?
        deadlines.startListening()
        defer { deadlines.stopListening() }
        do {
            piece = try await pieces.next(isolation: #isolation).map { Array($0.readableBytesView) }
        } catch {
            throw try endpoint.failure(error, "broke off its answer")
        }
        // To a task that was cancelled, an answer may seem to end.
        try Task.checkCancellation()
        bytes += piece?.count ?? 0
        guard bytes <= limits.bytes else {
            throw EndpointFailure(endpoint.address, "answered more than \(limits.bytes) bytes")
        }
        return piece
    }
}
