import HTTPTypes
import HummingbirdCore
import NIOCore

/// The way to the client for one answer: one JSON object, unless something must be sent before it.
struct AnswerOutput: ~Copyable {
    private var writer: ResponseWriter?
    private var stream: EventStream?
    private let accepted: AcceptedTypes
    private let fields: HTTPFields
    private let endsConnection: Bool
    private let era: ProtocolRevision.Era
    private var isBroken = false

    init(_ writer: consuming ResponseWriter?, _ incoming: IncomingRequest, _ era: ProtocolRevision.Era) {
        self.writer = writer
        self.era = era
        accepted = incoming.accepted
        fields = incoming.pageFields
        endsConnection = incoming.endsConnection(unwantedBytes: RequestGuard.unwantedBytes)
    }

    /// Sends a message along the way, if the client reads such.
    ///
    /// - Returns: whether there is still somebody to send to.
    @concurrent
    mutating func write(message: [UInt8]) async -> Bool {
        await stream { try await $0.write(message: message) }
    }

    /// Shows that the answer will come.
    @concurrent
    mutating func ping() async -> Bool {
        await stream { try await $0.ping() }
    }

    @concurrent
    private mutating func stream(_ write: @concurrent (inout EventStream) async throws -> Void) async -> Bool {
        // A client that does not name events waits for its object, however long.
        guard accepted.namesEvents, !isBroken else { return !isBroken }
        do {
            var stream = try await opened()
            try await write(&stream)
            self.stream = stream
        } catch {
            isBroken = true
        }
        return !isBroken
    }

    @concurrent
    private mutating func opened() async throws -> EventStream {
        if let stream { return stream }
        guard let writer = writer.take() else { throw CancellationError() }
        return try await EventStream(writer, fields: fields)
    }

    /// Sends the last message and ends the answer.
    ///
    /// - Returns: the status the client got. Throws where it got none or no end.
    @concurrent
    consuming func end(with response: Response?) async throws -> HTTPResponse.Status {
        guard let response, !isBroken else { throw CancellationError() }
        if stream != nil || !accepted.json {
            var stream = try await opened()
            try await stream.write(message: response.bytes)
            try await stream.end()
            return .ok
        }
        guard let writer = writer.take() else { throw CancellationError() }
        let status = HTTPResponse.Status(code: era.status(of: response.errorCode))
        var head = HTTPResponse(status: status, headerFields: fields)
        head.headerFields[.contentType] = "application/json"
        head.headerFields[.contentLength] = String(response.bytes.count)
        if endsConnection { head.headerFields[.connection] = "close" }
        try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.bytes)))
        return status
    }
}
