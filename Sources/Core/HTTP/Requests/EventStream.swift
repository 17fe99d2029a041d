import HTTPTypes
import HummingbirdCore
import NIOCore

/// An answer that is a stream of server-sent events.
package struct EventStream: Sendable {
    private var writer: BodyWriter

    init(_ writer: BodyWriter) {
        self.writer = writer
    }

    static let fields: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-cache", .noBuffering: "no"]

    /// Sends one event; returns when there is room for another.
    ///
    /// - Parameters:
    ///   - type: The event's name for listeners, without a line break.
    ///   - data: UTF-8; each of its lines becomes a data line of the event.
    @concurrent
    package mutating func write(type: String = "message", data: [UInt8]) async throws {
        var event: [UInt8] = []
        event.reserveCapacity(data.count + 32)
        event += "event: ".utf8
        event += type.utf8
        var rest = data[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            event += "\ndata: ".utf8
            event += rest[..<end]
            rest = rest[(end + 1)...]
        }
        event += "\ndata: ".utf8
        event += rest
        event += "\n\n".utf8
        try await writer.write(event)
    }

    /// Shows that the stream is alive.
    @concurrent
    package mutating func ping() async throws {
        try await writer.write(Array(":\n\n".utf8))
    }

    @concurrent
    package consuming func end() async throws {
        try await writer.end()
    }
}
