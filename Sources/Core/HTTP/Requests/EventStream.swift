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
        var parts: [ArraySlice<UInt8>] = [Array("event: \(type)".utf8)[...]]
        for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            parts.append(Self.lineStart)
            parts.append(line)
        }
        parts.append(Self.eventEnd)
        try await writer.write(parts: parts)
    }

    private static let lineStart = ArraySlice("\ndata: ".utf8)
    private static let eventEnd = ArraySlice("\n\n".utf8)

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
