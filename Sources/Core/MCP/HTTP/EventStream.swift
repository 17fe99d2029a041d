import HTTPTypes
import HummingbirdCore
import NIOCore

/// An answer that is a stream of server-sent events, one JSON-RPC message each.
struct EventStream {
    private var writer: any ResponseBodyWriter

    /// Sends the head.
    @concurrent
    init(_ response: consuming ResponseWriter, fields: HTTPFields) async throws {
        var fields = fields
        fields[.contentType] = "text/event-stream"
        fields[.cacheControl] = "no-cache"
        // Proxies keep answers back until they are whole, unless told not to.
        fields[.noBuffering] = "no"
        writer = try await response.writeHead(HTTPResponse(status: .ok, headerFields: fields))
    }

    /// Sends one message; returns when there is room for another.
    @concurrent
    mutating func write(message: [UInt8]) async throws {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(message.count + 32)
        buffer.writeStaticString("event: message\ndata: ")
        buffer.writeBytes(message)
        buffer.writeStaticString("\n\n")
        try await writer.write(buffer)
    }

    /// Shows that the stream is alive.
    @concurrent
    mutating func ping() async throws {
        try await writer.write(ByteBuffer(staticString: ":\n\n"))
    }

    @concurrent
    consuming func end() async throws {
        try await writer.finish(nil)
    }
}
